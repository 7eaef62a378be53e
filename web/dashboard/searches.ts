import type { InboxSearch } from "../inbox/address.ts";
import { startOfDay } from "../lib/time.ts";
import type { Cell, ReportQuery } from "./report.ts";

const DAY = 86_400_000;

/** The list of tickets behind a figure of a row; null if no list has exactly them. */
export type FigureSearch = (row: Record<string, Cell>, figure: string) => InboxSearch | null;

/** The days of a report as times: they are days of its zone, and the last one counts whole. */
function spanOfDays({ from, to, tz }: ReportQuery): { after: string; before: string } {
  const dayAfter = new Date(Date.parse(to) + DAY).toISOString().slice(0, 10);
  return { after: startOfDay(from, tz), before: startOfDay(dayAfter, tz) };
}

/** The list behind a figure; null if no list has exactly its tickets. */
export function searchBehind(figure: string, query: ReportQuery): InboxSearch | null {
  const all: InboxSearch = { view: "all", ...(query.team && { team: query.team }) };
  const { after, before } = spanOfDays(query);
  switch (figure) {
    case "created":
      return { ...all, created_after: after, created_before: before };
    case "resolved":
      return { ...all, resolved_after: after, resolved_before: before };
    case "first_responses":
      return { ...all, first_response_after: after, first_response_before: before };
    case "open":
      return { ...all, open: "true" };
    case "unassigned":
      return { ...all, open: "true", assigned_to: "none" };
    case "overdue":
      return { ...all, overdue: "true" };
    default:
      return null;
  }
}

// figures of what agents did, whoever has the tickets now
const DONE_BY: Record<string, "resolved_by" | "first_response_by"> = {
  resolved: "resolved_by",
  first_responses: "first_response_by",
};

/**
 * The list behind a figure in a row, such as the open tickets of an agent; null for rows like "others", and where no list has
 * exactly the counted tickets: what agents of a team did is counted by the team that a ticket had then.
 */
export function searchIn(
  filter: keyof InboxSearch,
  figure: string,
  row: Record<string, Cell>,
  query: ReportQuery,
): InboxSearch | null {
  const isById = filter === "assigned_to" || filter === "company";
  const value = row[filter === "assigned_to" ? "user" : filter];
  const doneBy = filter === "assigned_to" ? DONE_BY[figure] : undefined;
  if ((isById && !value) || (doneBy && query.team)) return null;
  const base = searchBehind(figure, query);
  return base && { ...base, [doneBy ?? filter]: value ? String(value) : "none" };
}

/** The list behind a figure of a day, or of a week that begins on it, in a report by day. */
export function searchOfDay(
  figure: string,
  { day, days }: Record<string, Cell>,
  query: ReportQuery,
): InboxSearch | null {
  if (figure !== "created" && figure !== "resolved") return null;
  const last = new Date(Date.parse(String(day)) + (Number(days ?? 1) - 1) * DAY).toISOString().slice(0, 10);
  return searchBehind(figure, { ...query, from: String(day), to: last });
}
