import { type Category, TEAM_OF_CATEGORY, type Team } from "../../wire/ticket-words.ts";

/** The team for a category; none for requests and general questions. */
export const teamOf = (category: Category): Team => TEAM_OF_CATEGORY[category] ?? "";

/** The same as SQL. */
export const teamOfColumn = (category: string): string =>
  `case ${category} ${Object.entries(TEAM_OF_CATEGORY)
    .map(([each, team]) => `when '${each}' then '${team}'`)
    .join(" ")} else '' end`;

/**
 * The times of resolution and closure, as columns for a new status: leaving a state clears its time, resolving again sets a new
 * one, closing without resolving sets both. A closed ticket that is set to resolved keeps its resolution time.
 */
export function endTimes(
  status: string,
  before = "null::ticket_status",
  resolvedAt = "null::timestamptz",
  closedAt = "null::timestamptz",
) {
  const orNow = (time: string) => `coalesce(${time}, now())`;
  return {
    resolved_at: `case
      when ${status} = 'resolved' then case
      when ${before} >= 'resolved' then ${orNow(`coalesce(${resolvedAt}, ${closedAt})`)}
      else now()
      end
      when ${status} = 'closed' then ${orNow(resolvedAt)} end`,
    closed_at: `case when ${status} = 'closed' then ${orNow(closedAt)} end`,
  };
}
