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

/** The reports of these records for tickets that still exist, with their present values. */
export function recountRecords(
  records: DeskRecords,
  { stories }: ReturnType<typeof storiesOf>,
  /** Users by ID. The reports show the names of former users without an ID. */
  people: ReadonlyMap<string, { name: string; isFormer: boolean }>,
  { company, teams, rest }: RecountScope,
  query: RecountQuery,
) {
  const { isIn, labels, labelOf, daysOfLabel } = dayCounter(query);
  const storyOf = new Map<string, Story>(stories.map((story) => [story.now.id, story]));
  const counts = ({ ticket }: { ticket: string }) => {
    const { now, isGone } = storyOf.get(ticket)!;
    if (isGone || (company && now.company !== company) || (teams && !teams.includes(now.assigned_team))) return false;
    return !rest || rest(now);
  };
  const inRange = <T extends { ticket: string; at: number }>(rows: readonly T[]) =>
    rows.filter((row) => isIn(row.at) && counts(row));
  const nameOf = (id: string) => people.get(id)!.name;

  const decidedClocks = inRange(
    records.clocks.flatMap((clock) => {
      const { due, stopped, isDropped } = clock;
      if (isDropped || due === null) return [];
      const isMet = stopped !== null && stopped <= due;
      return isMet || due < Date.now() ? [{ ...clock, isMet, at: isMet ? stopped : due }] : [];
    }),
  );
  type Decided = typeof decidedClocks;
  const clockFigures = (of: Decided) => {
    const metCount = of.filter(({ isMet }) => isMet).length;
    return [metCount, of.length - metCount, percent(metCount, of.length)] as const;
  };
  const ofMetric = (of: Decided, metric: string) => of.filter((each) => each.metric === metric);
  const clockTotals = () => {
    const [metCount, breachedCount, met_percent] = clockFigures(decidedClocks);
    return { met: metCount, breached: breachedCount, met_percent };
  };
  const slaBy = (
    keyOf: (clock: Decided[number]) => string | null,
    order: (one: string | null, other: string | null) => number,
  ) => ({
    rows: groupBy(decidedClocks, keyOf)
      .toSorted(([one], [other]) => order(one, other))
      .map(([name, of]) => [
        name,
        ...clockFigures(of),
        ...METRICS.map((metric) => clockFigures(ofMetric(of, metric))[2]),
        ...METRICS.map((metric) =>
          medianOf(
            ofMetric(of, metric).flatMap(({ stopped, counted }) => (stopped === null ? [] : [counted * SECOND])),
          ),
        ),
      ]),
    totals: clockTotals(),
  });

  const sentSurveys = inRange(
    records.surveys.flatMap((survey) => (survey.sent ? [{ ...survey, at: survey.sent }] : [])),
  );
  const surveyFigures = (of: typeof sentSurveys) => {
    const ratings = of.flatMap((survey) => survey.ratings.slice(-1));
    const satisfiedCount = ratings.filter((rating) => rating >= 4).length;
    const sum = ratings.reduce((total, rating) => total + rating, 0);
    const n = ratings.length;
    return {
      ...{ sent: of.length, answered: n, answered_percent: percent(n, of.length) },
      ...{ satisfied: few(n, satisfiedCount), satisfied_percent: few(n, percent(satisfiedCount, n)) },
      average: few(n, Math.round((100 * sum) / n) / 100),
    };
  };
  const surveyTotals = sentSurveys.length === 0 ? null : surveyFigures(sentSurveys);
  const byAnswers = (
    keyOf: (survey: (typeof sentSurveys)[number]) => string | null,
    labelsOf: (key: string) => (string | null)[],
    nameOf: (key: string) => string,
  ) => ({
    rows: groupBy(sentSurveys, keyOf)
      .flatMap(([key, of]) => (key === null ? [] : [{ key, figures: surveyFigures(of) }]))
      .toSorted((a, b) => b.figures.answered - a.figures.answered || byText(nameOf(a.key), nameOf(b.key)))
      .map(({ key, figures }) => [...labelsOf(key), ...Object.values(figures)]),
    totals: surveyTotals,
  });

  const byName = <T>(of: T[], keyOf: (row: T) => string, figuresOf: (of: T[]) => Record<string, unknown>) => ({
    rows: groupBy(of, keyOf)
      .map(([name, rows]) => [name, ...Object.values(figuresOf(rows))])
      .toSorted((a, b) => (b[1] as number) - (a[1] as number) || byText(a[0] as string, b[0] as string)),
    totals: of.length === 0 ? null : figuresOf(of),
  });
  const distinct = <T>(of: T[], keyOf: (row: T) => unknown) =>
    new Set(of.map(keyOf).filter((key) => key !== null)).size;
  const countOf = <T>(of: T[], is: (row: T) => boolean) => of.filter(is).length;

  return {
    sla: {
      rows: labels.map((label) => [
        label,
        ...clockFigures(decidedClocks.filter(({ at }) => labelOf(at) === label)),
        daysOfLabel(label),
      ]),
      totals: clockTotals(),
    },
    sla_by_policy: slaBy(({ policy }) => policy, byText),
    sla_by_team: slaBy(({ ticket }) => storyOf.get(ticket)!.now.assigned_team, byText),
    sla_by_priority: slaBy(
      ({ priority }) => priority,
      (one, other) => PRIORITIES.indexOf(one as "low") - PRIORITIES.indexOf(other as "low"),
    ),
    satisfaction: {
      rows: labels.map((label) => {
        const of = sentSurveys.filter(({ at }) => labelOf(at) === label);
        return [label, ...Object.values(surveyFigures(of)), daysOfLabel(label)];
      }),
      totals: surveyTotals,
    },
    satisfaction_by_agent: byAnswers(
      ({ agent }) => agent,
      (key) => [people.get(key)!.isFormer ? null : key, nameOf(key)],
      nameOf,
    ),
    satisfaction_by_team: byAnswers(
      ({ team }) => team,
      (key) => [key],
      (key) => key,
    ),
    satisfaction_by_category: byAnswers(
      ({ category }) => category,
      (key) => [key],
      (key) => key,
    ),
    assignments: byName(
      inRange(records.assignments),
      ({ agent }) => nameOf(agent),
      (of) => ({
        assigned: of.length,
        round_robin: countOf(of, ({ mode, isSticky }) => mode === "round_robin" && !isSticky),
        least_loaded: countOf(of, ({ mode, isSticky }) => mode === "least_loaded" && !isSticky),
        skill: countOf(of, ({ mode, isSticky }) => mode === "skill" && !isSticky),
        sticky: countOf(of, ({ isSticky }) => isSticky),
        undone: countOf(of, ({ isUndone }) => isUndone),
        median_wait: medianOf(of.map(({ waited }) => waited * SECOND)),
      }),
    ),
    macros_used: byName(
      inRange(records.uses).filter(({ macro }) => macro !== PRIVATE),
      ({ macro }) => macro,
      (of) => ({
        uses: of.length,
        tickets: distinct(of, ({ ticket }) => ticket),
        agents: distinct(of, ({ by }) => by),
      }),
    ),
    automations_fired: byName(
      inRange(records.runs),
      ({ name }) => name,
      (of) => ({
        runs: of.length,
        changed: countOf(of, ({ outcome }) => outcome === "done"),
        tickets: distinct(of, ({ ticket }) => ticket),
        failed: countOf(of, ({ outcome }) => outcome === "failed" || outcome === "stopped"),
      }),
    ),
  };
}
