import "../lib/later-texts.ts";
import { useTexts } from "../lib/texts.ts";

const TITLED_COLUMNS = [
  "day",
  "week",
  "created",
  "resolved",
  "open",
  "weekday",
  "hour",
  "median",
  "p90",
  "tickets",
  "name",
  "replies",
  "median_first_response",
  "first_responses",
  "status",
  "priority",
  "category",
  "team",
  "policy",
  "sent",
  "answered",
  "answered_percent",
  "satisfied",
  "satisfied_percent",
  "average",
  "met",
  "breached",
  "met_percent",
  "first_response_percent",
  "next_response_percent",
  "resolution_percent",
  "first_response_median",
  "next_response_median",
  "resolution_median",
  "assigned",
  "round_robin",
  "least_loaded",
  "skill",
  "sticky",
  "undone",
  "median_wait",
  "uses",
  "agents",
  "runs",
  "changed",
  "failed",
] as const;

/** A column's title in the language of the app; the server's if the catalog has none. */
export function useColumnTitle(isByWeek: boolean): (key: string, fallback: string) => string {
  const t = useTexts();
  return (key, fallback) => {
    const unit = isByWeek && key === "day" ? "week" : key;
    const title = TITLED_COLUMNS.find((each) => each === unit);
    return title ? t(`dashboard.columns.${title}`) : fallback;
  };
}
