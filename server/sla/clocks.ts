import type { ClockState, OpenHours, Reminder, SlaMetric } from "../../wire/sla-words.ts";
import type { Priority, Status } from "../../wire/ticket-shapes.ts";
import { hasEnded } from "../../wire/ticket-words.ts";
import { afterOpenSeconds, openSpans, type Segment, type Span, segmentsBetween } from "./hours.ts";

/** A policy as it was when it began to apply, with its calendar. Running clocks keep it when the policy changes. */
export interface Terms {
  /** Null: every hour counts. */
  hours: OpenHours | null;
  pauses_on: readonly Status[];
  /** In seconds; null: no target. */
  targets: Readonly<Record<Priority, Readonly<Record<SlaMetric, number | null>>>>;
  reminders: readonly Reminder[];
}

interface Point<T> {
  at: number;
  value: T;
}

/**
 * The part of a ticket's past that its clocks depend on. Each list is in order of time; the first status and priority are those
 * at creation.
 */
export interface History<T extends Terms = Terms> {
  createdAt: number;
  statuses: readonly Point<Status>[];
  priorities: readonly Point<Priority>[];
  trash: readonly Point<boolean>[];
  terms: readonly Point<T | null>[];
  /** Public messages, without those by programs. */
  messages: readonly { id: string; at: number; by: "customer" | "agent" }[];
}

export interface Clock<T extends Terms = Terms> {
  metric: SlaMetric;
  /** What started it, which also identifies it: "ticket", a message's ID, or the time of a late reopening. */
  begunBy: string;
  startedAt: number;
  stoppedAt: number | null;
  state: ClockState;
  /** Whether it is paused now; a breached clock can pause, too. */
  isPaused: boolean;
  terms: T | null;
  /** All terms that applied from start to stop, each with the time from which it did. */
  applied: { from: number; terms: T }[];
  priority: Priority;
  targetSeconds: number | null;
  countedSeconds: number;
  /** When the counted time reaches the target; null while paused, without a target, or if it never does. */
  dueAt: number | null;
  /** Where its account ends: when it stopped, or now. */
  until: number;
  /** The segments account for every second between start and stop. */
  segments: Segment[];
}

/** A ticket that was closed for longer than this starts a new resolution clock when it is reopened. */
export const REOPEN_SECONDS = 14 * 86_400;

interface Life {
  metric: SlaMetric;
  begunBy: string;
  from: number;
  to: number | null;
  /** It stopped without being met, because a reply is not needed any more. */
  isMoot?: boolean;
}

/**
 * All clocks of a ticket at a time. It depends only on its arguments: the same history gives the same clocks, whenever and
 * wherever it is read.
 */
export function clocksOf<T extends Terms>(history: History<T>, now: number): Clock<T>[] {
  const phases = phasesOf(history, now);
  return [...responseLives(history), ...resolutionLives(history)]
    .map((life) => clockOf(life, phases, now))
    .filter(({ terms, segments }) => terms || segments.some(({ because }) => because !== "before_start"));
}

interface Phase<T extends Terms> extends Span {
  terms: T | null;
  priority: Priority;
  /** Why it does not count; null if open hours count. */
  pause: string | null;
}

/** The times between changes. The last one is the present: it begins and ends now. */
function phasesOf<T extends Terms>({ createdAt, ...history }: History<T>, now: number): Phase<T>[] {
  const { statuses, priorities, trash, terms } = history;
  const changes = [...statuses, ...priorities, ...trash, ...terms].map(({ at }) => Math.max(at, createdAt));
  const bounds = [...new Set([createdAt, ...changes, now])].filter((at) => at <= now).sort((a, b) => a - b);
  bounds.push(now);
  const hasTermsFrom = terms.find(({ value }) => value)?.at ?? Number.POSITIVE_INFINITY;
  return bounds.slice(1).map((to, n) => {
    const from = bounds[n]!;
    const own = valueAt(terms, from) ?? null;
    const pause = own && pauseOf(own, valueAt(statuses, from)!, valueAt(trash, from) ?? false);
    return {
      from,
      to,
      terms: own,
      priority: valueAt(priorities, from)!,
      pause: own ? pause : from < hasTermsFrom ? "before_start" : "no_policy",
    };
  });
}

const valueAt = <T>(points: readonly Point<T>[], at: number): T | undefined =>
  points.findLast((point) => point.at <= at)?.value;

function pauseOf(terms: Terms, status: Status, isInTrash: boolean): string | null {
  if (isInTrash) return "paused:trash";
  return hasEnded(status) || terms.pauses_on.includes(status) ? `paused:${status}` : null;
}

/**
 * First response: until the first public message of an agent. Next response: from a customer's message to the next one of an
 * agent. Resolving the ticket stops it; if the ticket is reopened before another message, it continues.
 */
function responseLives({ createdAt, messages, statuses }: History): Life[] {
  const first: Life = { metric: "first_response", begunBy: "ticket", from: createdAt, to: null };
  const lives = [first];
  let open: Life | null = first;
  let stoppedLife: Life | null = null;
  const changes = statuses.map(({ at, value }) => ({ at, by: hasEnded(value) ? "end" : "begin", id: "" }) as const);
  // a reply that resolves the ticket, and a message that reopens it, are counted before its status
  for (const { id, at, by } of [...messages, ...changes].sort((a, b) => a.at - b.at)) {
    if (by === "agent" || by === "customer") stoppedLife = null;
    if (by === "agent" && open) {
      open.to = at;
      open = null;
    } else if (by === "customer" && !open) {
      open = { metric: "next_response", begunBy: id, from: at, to: null };
      lives.push(open);
    } else if (by === "end" && open?.metric === "next_response") {
      Object.assign(open, { to: at, isMoot: true });
      stoppedLife = open;
      open = null;
    } else if (by === "begin" && stoppedLife && at - stoppedLife.to! <= REOPEN_SECONDS) {
      Object.assign(stoppedLife, { to: null, isMoot: false });
      open = stoppedLife;
      stoppedLife = null;
    }
  }
  return lives;
}

/** Until the ticket is resolved. Reopening continues the clock; after two weeks it starts a new one. */
function resolutionLives({ createdAt, statuses }: History): Life[] {
  const lives: Life[] = [{ metric: "resolution", begunBy: "ticket", from: createdAt, to: null }];
  for (const { at, value } of statuses) {
    const life = lives.at(-1)!;
    if (hasEnded(value)) life.to ??= at;
    else if (life.to !== null && at - life.to > REOPEN_SECONDS)
      lives.push({ metric: "resolution", begunBy: String(at), from: at, to: null });
    else life.to = null;
  }
  return lives;
}

function clockOf<T extends Terms>(life: Life, phases: readonly Phase<T>[], now: number): Clock<T> {
  const until = life.to ?? now;
  const own = phases
    .filter(({ from, to }) => to > life.from && from < until)
    .map((phase) => ({ ...phase, from: Math.max(phase.from, life.from), to: Math.min(phase.to, until) }));
  const segments = joinSegments(own.flatMap(segmentsOf));
  const countedSeconds = segments.filter(isCounted).reduce((sum, { from, to }) => sum + to - from, 0);
  // the terms that apply: the current ones, or those at its end
  const present = phases.at(-1)!;
  const { terms, priority, pause } =
    life.to === null ? present : (own.at(-1) ?? phases.findLast(({ from }) => from <= until) ?? present);
  const targetSeconds = terms?.targets[priority][life.metric] ?? null;
  const passedAt = targetSeconds === null ? null : timeAfter(segments, targetSeconds);
  const isBreached = passedAt !== null && until > passedAt;
  const state = isBreached ? "breached" : stateOf(life, targetSeconds, pause);
  const secondsLeft = targetSeconds === null || !terms || state === "paused" ? null : targetSeconds - countedSeconds;
  return {
    metric: life.metric,
    begunBy: life.begunBy,
    startedAt: life.from,
    stoppedAt: life.to,
    state,
    isPaused: life.to === null && pause !== null,
    terms,
    applied: own.some((phase) => phase.terms) ? appliedTerms(own) : terms ? [{ from: life.from, terms }] : [],
    priority,
    targetSeconds,
    countedSeconds,
    dueAt: passedAt ?? (secondsLeft === null ? null : afterOpenSeconds(terms!.hours, until, secondsLeft)),
    until,
    segments,
  };
}

/** The terms of phases that follow each other, without repeats. */
const appliedTerms = <T extends Terms>(phases: readonly Phase<T>[]) =>
  phases.flatMap(({ from, terms }, n) => (terms && phases[n - 1]?.terms !== terms ? [{ from, terms }] : []));

function stateOf(life: Life, target: number | null, pause: string | null): ClockState {
  if (target === null || life.isMoot) return "dropped";
  if (life.to !== null) return "met";
  return pause ? "paused" : "running";
}

/** The time when this many seconds had been counted; null if fewer have been. */
function timeAfter(segments: readonly Segment[], goal: number): number | null {
  let secondsLeft = goal;
  for (const { from, to } of segments.filter(isCounted)) {
    if (to - from >= secondsLeft) return from + secondsLeft;
    secondsLeft -= to - from;
  }
  return null;
}

const isCounted = ({ because }: Segment) => because === "open_hours";

const segmentsOf = ({ from, to, pause, terms }: Phase<Terms>): Segment[] =>
  pause ? [{ from, to, because: pause }] : segmentsBetween(terms!.hours, from, to);

function joinSegments(segments: readonly Segment[]): Segment[] {
  const all: Segment[] = [];
  for (const segment of segments) {
    const last = all.at(-1);
    if (last?.because === segment.because && last.to === segment.from) last.to = segment.to;
    else all.push({ ...segment });
  }
  return all;
}

/** The time when a clock will have counted this many seconds; null if it pauses or stops before, or never does. */
export function countsTo({ segments, countedSeconds, terms, state, until }: Clock, goal: number): number | null {
  const passedAt = timeAfter(segments, goal);
  if (passedAt !== null || state !== "running") return passedAt;
  return afterOpenSeconds(terms!.hours, until, goal - countedSeconds);
}

/** The open hours between now and a clock's due time, which tell how much is left at any moment in between. */
export const openUntilDue = ({ terms, dueAt }: Clock, now: number): Span[] =>
  dueAt === null || !terms ? [] : openSpans(terms.hours, now, dueAt);
