import { type Reaction, type ReadEvent, reactTogether } from "../events/reader.ts";
import { type Db, query } from "../platform/database.ts";
import { parameters } from "../platform/parameters.ts";
import { possibleWords } from "../search/possible-words.ts";
import type { Context } from "./act.ts";
import type { Rule } from "./automations.ts";
import { type Candidate, mayContain, mayRun, type TicketWords, wordColumns } from "./candidates.ts";
import { createRuleCache, type RuleCache, type RulesByKind } from "./rule-cache.ts";
import { runRule } from "./run.ts";
import { ALL_EVENT_KINDS, triggerCondition } from "./trigger-condition.ts";

/** Runs the automations for an event, in their order. All of them see the ticket as it was before the first. */
export function runAutomations(mail: Context): Reaction {
  const cache = createRuleCache();
  return {
    name: "run-automations",
    when: ALL_EVENT_KINDS,
    ...reactTogether((db, events) => runOnAll(db, mail, cache, events)),
  };
}

/** The rules that match each event, by its ID. */
type Matches = ReadonlyMap<number, readonly Rule[]>;

async function runOnAll(db: Db, mail: Context, cache: RuleCache, events: readonly ReadEvent[]): Promise<void> {
  // the run itself checks again whether a rule is still active
  const rules = await cache.rules(db);
  const matches = await matching(db, events, rules);
  const changedTickets = new Set<string>();
  for (const event of events) {
    const { ticket } = event;
    if (!ticket) continue;
    // if a rule has just changed the ticket, the conditions of the other rules are checked again
    const now = changedTickets.has(ticket) ? await matching(db, [event], rules) : matches;
    for (const rule of now.get(event.id) ?? []) {
      const hasActed = await runRule(db, mail, rule, {
        ticket,
        key: `event ${event.id}`,
        event: event.id,
        comment: event.kind === "comment.added" ? event.about : null,
        depth: event.depth,
      });
      if (hasActed) changedTickets.add(ticket);
    }
  }
}

/** The words that the sieve checks of the events' tickets, by the tickets' IDs. */
async function readTicketWords(db: Db, events: readonly ReadEvent[]): Promise<ReadonlyMap<string, TicketWords>> {
  const rows = await query<TicketWords & { id: string }>(
    db,
    `select t.id, ${wordColumns()}
     from tickets t
     where t.id = any($1::uuid[]) and t.deleted_at is null`,
    [[...new Set(events.map(({ ticket }) => ticket))]],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** A rule that may run for an event of a ticket. */
interface Pair {
  event: number;
  ticket: string;
  candidate: Candidate;
}

/** Finds the matching rules in three statements, however many events and rules there are. */
async function matching(db: Db, events: readonly ReadEvent[], rules: RulesByKind): Promise<Matches> {
  const relevantEvents = events.filter(({ kind, ticket }) => ticket !== null && rules.has(kind));
  if (relevantEvents.length === 0) return new Map();
  const words = await readTicketWords(db, relevantEvents);
  const pairs = relevantEvents.flatMap((event): Pair[] => {
    const ticket = words.get(event.ticket!);
    const those = ticket ? rules.get(event.kind)!.filter((each) => mayRun(each, event, ticket)) : [];
    return those.map((candidate) => ({ event: event.id, ticket: event.ticket!, candidate }));
  });
  return decide(db, await withWords(db, pairs));
}

/** Only those whose ticket may contain the words that the rule wants. */
async function withWords(db: Db, pairs: readonly Pair[]): Promise<readonly Pair[]> {
  const asking = pairs.filter(({ candidate }) => candidate.words.length > 0);
  if (asking.length === 0) return pairs;
  const tickets = [...new Set(asking.map(({ ticket }) => ticket))];
  const words = [...new Set(asking.flatMap(({ candidate }) => candidate.words.flat()))];
  const wordsByTicket = await possibleWords(db, tickets, words);
  return pairs.filter(({ ticket, candidate }) => mayContain(candidate, wordsByTicket.get(ticket)));
}

/** Asks the database which of the rules match which events. */
async function decide(db: Db, pairs: readonly Pair[]): Promise<Matches> {
  if (pairs.length === 0) return new Map();
  const candidates = [...new Set(pairs.map(({ candidate }) => candidate))];
  const numbers = new Map(candidates.map((candidate, n) => [candidate, n]));
  const sql = parameters();
  const cases = candidates.map(
    ({ rule, filter }, n) => `when ${n} then ${triggerCondition(rule.trigger, sql)} and ${filter(sql)}`,
  );
  const rows = await query<{ event: number; rule: number }>(
    db,
    `select p.event, p.rule
     from unnest(
       ${sql.add(pairs.map(({ event }) => event))}::bigint[],
       ${sql.add(pairs.map(({ candidate }) => numbers.get(candidate)))}::int[]) with ordinality as p (event, rule, place)
     join events e on e.id = p.event
     join tickets t on t.id = e.ticket and t.deleted_at is null
     where case p.rule ${cases.join(" ")} end
     order by p.place`,
    sql.values,
    { prepare: false },
  );
  const matches = new Map<number, Rule[]>();
  for (const { event, rule } of rows) matches.set(event, [...(matches.get(event) ?? []), candidates[rule]!.rule]);
  return matches;
}
