import type { AnswerOf } from "../lib/endpoints.ts";

export type Schedule = AnswerOf<"GET", "/report-schedules/">["results"][number];

/** A report by email in the form. */
export interface ScheduleDraft extends Pick<Schedule, "name" | "reports" | "every" | "weekday" | "time" | "time_zone"> {
  recipients: string[];
  team: string;
  days: number;
  is_active: boolean;
  /** Filters that the form does not show; they are kept. */
  filters: Readonly<Record<string, string>>;
}

const DAYS_OF: Record<Schedule["every"], number> = { day: 1, weekday: 1, week: 7 };

/** The values of a new report: the figures of a week, on Monday morning, to its author. */
export const newDraft = (user: string, timeZone: string): ScheduleDraft => ({
  name: "",
  reports: ["summary", "created_resolved", "workload"],
  recipients: [user],
  team: "",
  every: "week",
  weekday: "mon",
  time: "08:00",
  time_zone: timeZone,
  days: DAYS_OF.week,
  is_active: true,
  filters: {},
});

export const scheduleDraft = ({ filters, recipients, ...schedule }: Schedule): ScheduleDraft => ({
  ...schedule,
  recipients: recipients.map(({ id }) => id),
  team: filters.team ?? "",
  filters,
});

/** Changes the rhythm. The days that the report covers follow unless they were chosen. */
export const withEvery = (draft: ScheduleDraft, every: Schedule["every"]): ScheduleDraft => ({
  ...draft,
  every,
  days: draft.days === DAYS_OF[draft.every] ? DAYS_OF[every] : draft.days,
});

/** The body of the request that saves a draft. */
export function scheduleBody({
  name,
  reports,
  recipients,
  every,
  weekday,
  time,
  time_zone,
  days,
  is_active,
  ...rest
}: ScheduleDraft) {
  const { team: _, ...others } = rest.filters;
  const filters = rest.team ? { ...others, team: rest.team } : others;
  return { name, reports, recipients, every, weekday, time, time_zone, days, is_active, filters };
}
