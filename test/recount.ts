// Computes reports again in plain code from the events alone: without SQL, and without the tables that the server keeps
// for its reports.

import { expect } from "vitest";
import { CATEGORIES, PRIORITIES, STATUSES, TEAMS } from "../wire/ticket-shapes.ts";
import { hasEnded } from "../wire/ticket-words.ts";
import type { Story, StoryComment, StoryTicket, storiesOf } from "./stories.ts";

const HOUR = 3_600_000;

export interface RecountScope {
  query: string;
  company?: string;
  teams?: string[];
  /** A condition on the ticket's present values. */
  rest?: (ticket: StoryTicket) => boolean;
}

const clocks = new Map<string, Intl.DateTimeFormat>();
export function localTime(ms: number, tz: string) {
  const clock =
    clocks.get(tz) ??
    new Intl.DateTimeFormat("en-CA", {
      timeZone: tz,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
    });
  clocks.set(tz, clock);
  const part = Object.fromEntries(clock.formatToParts(ms).map(({ type, value }) => [type, value]));
  const day = `${part.year}-${part.month}-${part.day}`;
  return { day, hour: Number(part.hour), weekday: ((new Date(day).getUTCDay() + 6) % 7) + 1 };
}
export const plus = (day: string, n: number) => new Date(Date.parse(day) + n * 24 * HOUR).toISOString().slice(0, 10);
const daysOf = (from: string, to: string) => {
  const days = [];
  for (let day = from; day <= to; day = plus(day, 1)) days.push(day);
  return days;
};

const percentile = (values: number[], part: number) => {
  if (values.length < 5) return null;
  const ascending = [...values].sort((a, b) => a - b);
  const at = (ascending.length - 1) * part;
  const [low, high] = [ascending[Math.floor(at)]!, ascending[Math.ceil(at)]!];
  return expect.closeTo((low + (high - low) * (at - Math.floor(at))) / HOUR, 1);
};

export const medianOf = (values: number[]) => percentile(values, 0.5);

export interface RecountQuery {
  tz: string;
  from: string;
  to: string;
  by: string;
  /** 0 is Sunday. */
  firstWeekday: number;
  /** Number of days by which the weeks of the previous range are shifted. */
  shift: number;
}

/** Says which times are in a range, and to which of its days or weeks they belong. */
export function dayCounter({ tz, from, to, by, firstWeekday, shift }: RecountQuery) {
  const dayOf = (ms: number) => localTime(ms, tz).day;
  const weekOf = (day: string) => plus(day, -((new Date(plus(day, shift)).getUTCDay() - firstWeekday + 7) % 7));
  const labelOfDay = (day: string) => (by === "week" ? weekOf(day) : day);
  const days = daysOf(from, to);
  return {
    isIn: (ms: number) => dayOf(ms) >= from && dayOf(ms) <= to,
    labels: [...new Set(days.map(labelOfDay))],
    labelOf: (ms: number) => labelOfDay(dayOf(ms)),
    daysOfLabel: (label: string) => days.filter((day) => labelOfDay(day) === label).length,
  };
}

/** Something that happened to a ticket, at its place then: the company and the team that it belonged to. */
interface Move {
  story: Story;
  at: number;
  actor: string | null;
  kind: string;
  place: { company: string | null; team: string };
}

/** Which tickets a report counts. */
function choiceOf({ company, teams, rest }: RecountScope) {
  const isPlaced = (at: { company: string | null; team: string }) =>
    (!company || at.company === company) && (!teams || teams.includes(at.team));
  const mayCount = (story: Story) => !rest || (!story.isGone && rest(story.now));
  const isThere = ({ now, isGone }: Story) =>
    !isGone && isPlaced({ ...now, team: now.assigned_team }) && (!rest || rest(now));
  return {
    isThere,
    isOpen: (story: Story) => !story.isInTrash && !hasEnded(story.now.status) && isThere(story),
    isCounted: ({ story, place }: Pick<Move, "story" | "place">) => mayCount(story) && isPlaced(place),
  };
}

/** The first answer of an agent to each ticket. */
const firstAnswersTo = (stories: readonly Story[], comments: readonly StoryComment[]): Move[] =>
  stories.flatMap((story) => {
    const first = comments
      .filter((each) => each.ticket === story.now.id && !each.isGone && !each.isInternal && each.author)
      .sort((a, b) => a.at - b.at)[0];
    if (!first) return [];
    const at = Math.max(first.at, story.created);
    const place = story.moves.findLast((move) => move.at <= at) ?? story.moves[0]!;
    return [{ story, at, actor: first.author, kind: "answered", place }];
  });

const took = (moves: readonly Move[]) => moves.map(({ at, story }) => at - story.created);

/** Computes every report of a range in plain code. */
export function recount(
  { stories, comments }: ReturnType<typeof storiesOf>,
  companies: readonly { id: string; name: string }[],
  narrowing: RecountScope,
  query: RecountQuery,
) {
  const { tz, to } = query;
  const { isIn } = dayCounter(query);
  const { isThere, isOpen, isCounted } = choiceOf(narrowing);
  const open = stories.filter(isOpen);
  const moves = [
    ...stories.flatMap((story) => story.moves.map((move): Move => ({ ...move, story, place: move }))),
    ...firstAnswersTo(stories, comments),
  ].filter(isCounted);
  const movesOf = (kind: string) => moves.filter((each) => each.kind === kind && isIn(each.at));
  const openAtEnd = (day: string) =>
    stories.filter((story) => {
      const last = story.moves.findLast(({ at }) => localTime(at, tz).day <= day);
      return last?.isOpen && isCounted({ story, place: last });
    }).length;
  const [creations, resolutions, firstAnswers] = [movesOf("created"), movesOf("resolved"), movesOf("answered")];
  const isRead = ({ ticket }: StoryComment) => isThere(stories.find(({ now }) => now.id === ticket)!);
  const replies = comments.filter((each) => !each.isGone && !each.isInternal && isIn(each.at) && isRead(each));
  return {
    reports: {
      ...reportsByDay(query, creations, resolutions, openAtEnd),
      busiest_hours: busiestHours(creations, tz),
      response_times: spread(firstAnswers, query),
      resolution_times: spread(resolutions, query),
      companies: companyReport(companies, creations, open),
    },
    now: openReports(open),
    figures: {
      ...{ created: creations.length, resolved: resolutions.length, reopened: movesOf("reopened").length },
      ...{ open: open.length, open_at_end: openAtEnd(to) },
      unassigned: open.filter(({ now }) => now.assigned_to === null).length,
      overdue: open.filter(({ now }) => now.due_date && Date.parse(now.due_date) < Date.now()).length,
      ended_late: resolutions.filter(({ story: { now } }) => now.due_date && Date.parse(now.due_date) < FIRST_DUE)
        .length,
      median_first_response: percentile(took(firstAnswers), 0.5),
      median_resolution: percentile(took(resolutions), 0.5),
    },
    ...agentReports(open, resolutions, firstAnswers, replies),
  };
}

function reportsByDay(
  { tz, from, to }: RecountQuery,
  creations: readonly Move[],
  resolutions: readonly Move[],
  openAtEnd: (day: string) => number,
) {
  const days = daysOf(from, to);
  const perDay = (moves: readonly Move[], day: string) =>
    moves.filter(({ at }) => localTime(at, tz).day === day).length;
  return {
    created_resolved: {
      rows: days.map((day) => [day, perDay(creations, day), perDay(resolutions, day)]),
      totals: { created: creations.length, resolved: resolutions.length },
    },
    backlog: { rows: days.map((day) => [day, openAtEnd(day)]), totals: { open: openAtEnd(to) } },
  };
}

const busiestHours = (creations: readonly Move[], tz: string) => ({
  rows: [1, 2, 3, 4, 5, 6, 7].flatMap((weekday) =>
    Array.from({ length: 24 }, (_, hour) => [
      weekday,
      hour,
      creations.filter(({ at }) => localTime(at, tz).weekday === weekday && localTime(at, tz).hour === hour).length,
    ]),
  ),
  totals: { created: creations.length },
});

/** How long things took, by day or week. */
function spread(moves: readonly Move[], query: RecountQuery) {
  const { labels, labelOf, daysOfLabel } = dayCounter(query);
  const figures = (these: readonly Move[]) => [
    percentile(took(these), 0.5),
    percentile(took(these), 0.9),
    these.length,
  ];
  const rows = labels.map((label) => [
    label,
    ...figures(moves.filter(({ at }) => labelOf(at) === label)),
    daysOfLabel(label),
  ]);
  const [median, p90, tickets] = figures(moves);
  return { rows, totals: { median, p90, tickets, days: daysOf(query.from, query.to).length } };
}

function companyReport(
  companies: readonly { id: string; name: string }[],
  creations: readonly Move[],
  open: readonly Story[],
) {
  const all = companies.map(({ id, name }) => {
    const createdCount = creations.filter(({ place }) => place.company === id).length;
    return [id, name, createdCount, open.filter(({ now }) => now.company === id).length] as const;
  });
  const others = all.filter(([, , createdCount]) => createdCount === 0).reduce((sum, row) => sum + row[3], 0);
  return {
    rows: [
      ...all
        .filter(([, , createdCount]) => createdCount > 0)
        .toSorted((a, b) => b[2] - a[2] || (a[1] < b[1] ? -1 : 1))
        .map((row) => [...row]),
      ...(others > 0 ? [[null, "Other companies", 0, others]] : []),
    ],
    totals: { created: creations.length, open: open.length },
  };
}

function openReports(open: readonly Story[]) {
  const openBy = (words: readonly string[], field: keyof StoryTicket) => ({
    rows: words.map((word) => [word, open.filter(({ now }) => now[field] === word).length]),
    totals: { open: open.length },
  });
  return {
    open_by_status: openBy(STATUSES.slice(0, 4), "status"),
    open_by_priority: openBy(PRIORITIES, "priority"),
    open_by_category: openBy(CATEGORIES, "category"),
    open_by_team: openBy([...TEAMS, ""], "assigned_team"),
  };
}

function agentReports(
  open: readonly Story[],
  resolutions: readonly Move[],
  firstAnswers: readonly Move[],
  replies: readonly StoryComment[],
) {
  const isListed = ({ isInTrash, isGone }: Story) => !isInTrash && !isGone;
  return {
    /** The tickets behind an agent's figures, each once and without the trash. */
    listsOf: (id: string) => {
      const idsOf = (moves: readonly Move[]) =>
        [...new Set(moves.filter((m) => m.actor === id && isListed(m.story)).map((m) => m.story.now.id))].toSorted();
      return { resolved: idsOf(resolutions), answered: idsOf(firstAnswers) };
    },
    agent: (id: string) => {
      const first = firstAnswers.filter(({ actor }) => actor === id);
      return [
        open.filter(({ now }) => now.assigned_to === id).length,
        resolutions.filter(({ actor }) => actor === id).length,
        replies.filter(({ author }) => author === id).length,
        percentile(took(first), 0.5),
        first.length,
      ];
    },
  };
}

// due dates in these tests are far in the past or in the future
const FIRST_DUE = Date.parse("2020-01-01");
