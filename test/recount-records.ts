// Computes the reports on clocks, surveys, assignments, macros and automations again, in plain code, from their
// records.

import { PRIORITIES } from "../wire/ticket-shapes.ts";
import { type DeskRecords, METRICS, PRIVATE, SECOND } from "./desk-records.ts";
import { dayCounter, medianOf, type RecountQuery, type RecountScope } from "./recount.ts";
import type { Story, storiesOf } from "./stories.ts";

const percent = (part: number, whole: number) => (whole === 0 ? null : Math.round((1000 * part) / whole) / 10);
const few = <T>(n: number, value: T) => (n < 5 ? null : value);
const groupBy = <T>(rows: readonly T[], keyOf: (row: T) => string | null) => [...Map.groupBy(rows, keyOf)];
const byText = (one: string | null, other: string | null) =>
  one === other ? 0 : one === null || (other !== null && one > other) ? 1 : -1;

type Days = ReturnType<typeof dayCounter>;
/** Rows of a report that still count, at their times. */
type Select = <T extends { ticket: string; at: number }>(rows: readonly T[]) => T[];
/** Users by ID. The reports show the names of former users without an ID. */
type People = ReadonlyMap<string, { name: string; isFormer: boolean }>;

/** The reports of these records for tickets that still exist, with their present values. */
export function recountRecords(
  records: DeskRecords,
  { stories }: ReturnType<typeof storiesOf>,
  people: People,
  { company, teams, rest }: RecountScope,
  query: RecountQuery,
) {
  const days = dayCounter(query);
  const storyOf = new Map<string, Story>(stories.map((story) => [story.now.id, story]));
  const counts = ({ ticket }: { ticket: string }) => {
    const { now, isGone } = storyOf.get(ticket)!;
    if (isGone || (company && now.company !== company) || (teams && !teams.includes(now.assigned_team))) return false;
    return !rest || rest(now);
  };
  const inRange: Select = (rows) => rows.filter((row) => days.isIn(row.at) && counts(row));
  return {
    ...slaReports(decidedClocks(records.clocks, inRange), days, (id) => storyOf.get(id)!.now.assigned_team),
    ...surveyReports(records.surveys, inRange, days, people),
    assignments: assignmentReport(inRange(records.assignments), people),
    macros_used: macroReport(inRange(records.uses)),
    automations_fired: automationReport(inRange(records.runs)),
  };
}

/** The clocks that were met or breached, at that time. */
const decidedClocks = (clocks: DeskRecords["clocks"], inRange: Select) =>
  inRange(
    clocks.flatMap((clock) => {
      const { due, stopped, isDropped } = clock;
      if (isDropped || due === null) return [];
      const isMet = stopped !== null && stopped <= due;
      return isMet || due < Date.now() ? [{ ...clock, isMet, at: isMet ? stopped : due }] : [];
    }),
  );
type DecidedClocks = ReturnType<typeof decidedClocks>;

function clockFigures(of: DecidedClocks) {
  const metCount = of.filter(({ isMet }) => isMet).length;
  return [metCount, of.length - metCount, percent(metCount, of.length)] as const;
}

function slaReports(clocks: DecidedClocks, { labels, labelOf, daysOfLabel }: Days, teamOf: (ticket: string) => string) {
  const [metCount, breachedCount, met_percent] = clockFigures(clocks);
  const totals = { met: metCount, breached: breachedCount, met_percent };
  const slaBy = (
    keyOf: (clock: DecidedClocks[number]) => string | null,
    order: (one: string | null, other: string | null) => number,
  ) => ({
    rows: groupBy(clocks, keyOf)
      .toSorted(([one], [other]) => order(one, other))
      .map(([name, of]) => [name, ...clockFigures(of), ...metricFigures(of)]),
    totals,
  });
  return {
    sla: {
      rows: labels.map((label) => [
        label,
        ...clockFigures(clocks.filter(({ at }) => labelOf(at) === label)),
        daysOfLabel(label),
      ]),
      totals,
    },
    sla_by_policy: slaBy(({ policy }) => policy, byText),
    sla_by_team: slaBy(({ ticket }) => teamOf(ticket), byText),
    sla_by_priority: slaBy(
      ({ priority }) => priority,
      (one, other) => PRIORITIES.indexOf(one as "low") - PRIORITIES.indexOf(other as "low"),
    ),
  };
}

/** The part that each metric met, then the median time of each. */
function metricFigures(of: DecidedClocks) {
  const ofMetric = (metric: string) => of.filter((each) => each.metric === metric);
  const times = (metric: string) =>
    ofMetric(metric).flatMap(({ stopped, counted }) => (stopped === null ? [] : [counted * SECOND]));
  return [
    ...METRICS.map((metric) => clockFigures(ofMetric(metric))[2]),
    ...METRICS.map((metric) => medianOf(times(metric))),
  ];
}

type SentSurvey = DeskRecords["surveys"][number] & { at: number };

function surveyFigures(of: readonly SentSurvey[]) {
  const ratings = of.flatMap((survey) => survey.ratings.slice(-1));
  const satisfiedCount = ratings.filter((rating) => rating >= 4).length;
  const sum = ratings.reduce((total, rating) => total + rating, 0);
  const n = ratings.length;
  return {
    ...{ sent: of.length, answered: n, answered_percent: percent(n, of.length) },
    ...{ satisfied: few(n, satisfiedCount), satisfied_percent: few(n, percent(satisfiedCount, n)) },
    average: few(n, Math.round((100 * sum) / n) / 100),
  };
}

function surveyReports(
  surveys: DeskRecords["surveys"],
  inRange: Select,
  { labels, labelOf, daysOfLabel }: Days,
  people: People,
) {
  const sentSurveys: SentSurvey[] = inRange(
    surveys.flatMap((survey) => (survey.sent ? [{ ...survey, at: survey.sent }] : [])),
  );
  const totals = sentSurveys.length === 0 ? null : surveyFigures(sentSurveys);
  const byAnswers = (
    keyOf: (survey: SentSurvey) => string | null,
    labelsOf: (key: string) => (string | null)[] = (key) => [key],
    nameOf: (key: string) => string = (key) => key,
  ) => ({
    rows: groupBy(sentSurveys, keyOf)
      .flatMap(([key, of]) => (key === null ? [] : [{ key, figures: surveyFigures(of) }]))
      .toSorted((a, b) => b.figures.answered - a.figures.answered || byText(nameOf(a.key), nameOf(b.key)))
      .map(({ key, figures }) => [...labelsOf(key), ...Object.values(figures)]),
    totals,
  });
  const nameOf = (id: string) => people.get(id)!.name;
  return {
    satisfaction: {
      rows: labels.map((label) => {
        const of = sentSurveys.filter(({ at }) => labelOf(at) === label);
        return [label, ...Object.values(surveyFigures(of)), daysOfLabel(label)];
      }),
      totals,
    },
    satisfaction_by_agent: byAnswers(
      ({ agent }) => agent,
      (key) => [people.get(key)!.isFormer ? null : key, nameOf(key)],
      nameOf,
    ),
    satisfaction_by_team: byAnswers(({ team }) => team),
    satisfaction_by_category: byAnswers(({ category }) => category),
  };
}

const byName = <T>(of: T[], keyOf: (row: T) => string, figuresOf: (of: T[]) => Record<string, unknown>) => ({
  rows: groupBy(of, keyOf)
    .map(([name, rows]) => [name, ...Object.values(figuresOf(rows))])
    .toSorted((a, b) => (b[1] as number) - (a[1] as number) || byText(a[0] as string, b[0] as string)),
  totals: of.length === 0 ? null : figuresOf(of),
});
const distinct = <T>(of: T[], keyOf: (row: T) => unknown) => new Set(of.map(keyOf).filter((key) => key !== null)).size;
const countOf = <T>(of: T[], is: (row: T) => boolean) => of.filter(is).length;

const assignmentReport = (assignments: DeskRecords["assignments"], people: People) =>
  byName(
    assignments,
    ({ agent }) => people.get(agent)!.name,
    (of) => ({
      assigned: of.length,
      round_robin: countOf(of, ({ mode, isSticky }) => mode === "round_robin" && !isSticky),
      least_loaded: countOf(of, ({ mode, isSticky }) => mode === "least_loaded" && !isSticky),
      skill: countOf(of, ({ mode, isSticky }) => mode === "skill" && !isSticky),
      sticky: countOf(of, ({ isSticky }) => isSticky),
      undone: countOf(of, ({ isUndone }) => isUndone),
      median_wait: medianOf(of.map(({ waited }) => waited * SECOND)),
    }),
  );

const macroReport = (uses: DeskRecords["uses"]) =>
  byName(
    uses.filter(({ macro }) => macro !== PRIVATE),
    ({ macro }) => macro,
    (of) => ({
      uses: of.length,
      tickets: distinct(of, ({ ticket }) => ticket),
      agents: distinct(of, ({ by }) => by),
    }),
  );

const automationReport = (runs: DeskRecords["runs"]) =>
  byName(
    runs,
    ({ name }) => name,
    (of) => ({
      runs: of.length,
      changed: countOf(of, ({ outcome }) => outcome === "done"),
      tickets: distinct(of, ({ ticket }) => ticket),
      failed: countOf(of, ({ outcome }) => outcome === "failed" || outcome === "stopped"),
    }),
  );
