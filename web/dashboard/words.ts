import "../lib/later-texts.ts";
import type { ReportName } from "../../wire/reports.ts";
import { useTexts } from "../lib/texts.ts";

const TITLED = [
  "day",
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
] as const;

/** A column's title in the language of the app; the server's where the catalogue has none. */
export function useColumnTitle(_report: ReportName): (key: string, fallback: string) => string {
  const t = useTexts();
  return (key, fallback) => {
    const title = TITLED.find((each) => each === key);
    return title ? t(`dashboard.columns.${title}`) : fallback;
  };
}
