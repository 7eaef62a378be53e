import { type Reminder, SLA_METRICS, type SlaMetric } from "../../wire/sla-words.ts";
import { PRIORITIES, type Priority } from "../../wire/ticket-words.ts";
import type { Calendar, Policy } from "./sla-queries.ts";
import { hoursText, minutesPerDay, parseTarget, targetText } from "./targets.ts";

/** The values in the form of a policy. */
export interface PolicyDraft {
  /** The typed name; null as long as it follows from the filters. */
  name: string | null;
  filters: Record<string, string>;
  /** The ID of a calendar, or `ALWAYS`. */
  hours: string;
  /** The typed targets. */
  targets: Record<Priority, Record<SlaMetric, string>>;
  pauses: readonly string[];
  reminders: readonly Reminder[];
  isActive: boolean;
}

export const ALWAYS = "always";

const NEW_TARGETS: Record<Priority, readonly (number | null)[]> = {
  urgent: [30, 60, 480],
  high: [120, 240, 960],
  medium: [240, 480, 1920],
  low: [480, 960, null],
};

// a part of the target suits short and long ones: 30 minutes would be all of a target of 30 minutes
const NEW_REMINDERS: readonly Reminder[] = [
  { before: "75%", to: ["assignee"] },
  { before: "0m", to: ["assignee", "lead"] },
];

/** The calendar of the most policies; of several, the oldest. */
const mainCalendar = (calendars: readonly Pick<Calendar, "id" | "policies" | "created_at">[]) =>
  calendars.toSorted((a, b) => b.policies - a.policies || a.created_at.localeCompare(b.created_at))[0];

/** The values of a policy, or those of a new one. */
export const policyValues = (policy: Policy | null, calendars: readonly Calendar[]): PolicyDraft => ({
  name: policy?.name ?? null,
  filters: policy?.filters ?? {},
  hours: policy ? (policy.calendar ?? ALWAYS) : (mainCalendar(calendars)?.id ?? ALWAYS),
  targets: typedTargets(policy, calendars),
  pauses: policy?.pauses_on ?? ["pending"],
  reminders: (policy?.reminders as Reminder[] | undefined) ?? NEW_REMINDERS,
  isActive: policy?.is_active ?? true,
});

function typedTargets(policy: Policy | null, calendars: readonly Calendar[]): PolicyDraft["targets"] {
  const perDay = minutesPerDay(calendars.find(({ id }) => id === policy?.calendar));
  return Object.fromEntries(
    PRIORITIES.map((priority) => [
      priority,
      Object.fromEntries(
        SLA_METRICS.map((metric, n) => {
          const own = policy?.targets[priority] as Record<SlaMetric, number | null> | undefined;
          if (own) return [metric, targetText(own[metric], perDay)];
          const minutes = NEW_TARGETS[priority][n];
          // hours, so that they mean the same in other office hours
          return [metric, minutes ? hoursText(minutes) : ""];
        }),
      ),
    ]),
  ) as PolicyDraft["targets"];
}

/** The target that all these priorities share; null if they differ. */
export function sharedTarget(
  targets: PolicyDraft["targets"],
  priorities: readonly Priority[],
  metric: SlaMetric,
): string | null {
  const [first = "", ...others] = priorities.map((priority) => targets[priority][metric]);
  return others.every((each) => each === first) ? first : null;
}

/** The targets with one of them set for all these priorities. */
export const withSharedTarget = (
  targets: PolicyDraft["targets"],
  priorities: readonly Priority[],
  metric: SlaMetric,
  value: string,
): PolicyDraft["targets"] => ({
  ...targets,
  ...Object.fromEntries(priorities.map((priority) => [priority, { ...targets[priority], [metric]: value }])),
});

/** The body of the request that saves the policy under this name. A day of a target has `perDay` minutes. */
export function policyBody(
  name: string,
  { filters, hours, targets, pauses, reminders, isActive }: Omit<PolicyDraft, "name">,
  perDay: number,
) {
  const minutes = Object.fromEntries(
    PRIORITIES.map((priority) => [
      priority,
      Object.fromEntries(SLA_METRICS.map((metric) => [metric, parseTarget(targets[priority][metric], perDay) ?? null])),
    ]),
  );
  const isAlways = hours === ALWAYS;
  return {
    name,
    filters,
    clock: isAlways ? "always" : "business",
    calendar: isAlways ? null : hours,
    targets: minutes,
    pauses_on: pauses,
    reminders,
    is_active: isActive,
  } as never;
}
