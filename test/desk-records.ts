// Random records of a desk in the past besides the tickets' own history: clocks, surveys, assignments, macros and
// automations. recount-records.ts computes their reports again.

import { randomUUID } from "node:crypto";
import type pg from "pg";
import { CATEGORIES, PRIORITIES, TEAMS } from "../wire/ticket-shapes.ts";

interface Clock {
  ticket: string;
  metric: "first_response" | "next_response" | "resolution";
  policy: string | null;
  priority: string;
  isDropped: boolean;
  counted: number;
  stopped: number | null;
  due: number | null;
}
interface Survey {
  ticket: string;
  sent: number | null;
  agent: string | null;
  team: string;
  category: string;
  /** The ratings in order. The last one counts. */
  ratings: number[];
}
interface Assignment {
  ticket: string;
  at: number;
  agent: string;
  mode: string;
  isSticky: boolean;
  isUndone: boolean;
  waited: number;
}
interface Use {
  ticket: string;
  at: number;
  macro: string;
  by: string | null;
}
interface Run {
  ticket: string;
  at: number;
  name: string;
  outcome: string;
}

export interface DeskRecords {
  clocks: Clock[];
  surveys: Survey[];
  assignments: Assignment[];
  uses: Use[];
  runs: Run[];
}

export const METRICS = ["first_response", "next_response", "resolution"] as const;
export const PRIVATE = "Private";
export const SECOND = 1000;

export interface Chance {
  share(): number;
  one<T>(of: readonly T[]): T;
  /** A time in working hours. */
  at(): number;
}

/** Creates records about these tickets, written by `agents`. Those of `former` have left. */
export function makeRecords(
  chance: Chance,
  tickets: readonly string[],
  agents: string[],
  former: string[],
): DeskRecords {
  const { share, one, at } = chance;
  const many = <T>(n: number, make: (ticket: string) => T) => Array.from({ length: n }, () => make(one(tickets)));
  const seconds = (most: number) => Math.floor(share() * most);
  return {
    clocks: many(150, (ticket) => {
      const startedAt = at();
      const later = (most: number) => startedAt + seconds(most) * SECOND;
      return {
        ...{ ticket, metric: one(METRICS), policy: one(["Gold", "Silver", null]), priority: one(PRIORITIES) },
        ...{ isDropped: share() < 0.1, counted: seconds(90_000) },
        stopped: share() < 0.2 ? null : later(200_000),
        // a running clock that is not due yet
        due: share() < 0.1 ? null : share() < 0.1 ? Date.now() + 86_400_000 : later(200_000),
      };
    }),
    surveys: many(120, (ticket) => ({
      ...{ ticket, sent: share() < 0.1 ? null : at(), agent: one([null, ...agents, ...former]) },
      ...{ team: one(["", ...TEAMS]), category: one(CATEGORIES) },
      ratings: Array.from({ length: one([0, 1, 1, 1, 2]) }, () => 1 + seconds(5)),
    })),
    assignments: many(80, (ticket) => ({
      ...{ ticket, at: at(), agent: one([...agents, ...former]), mode: one(["round_robin", "least_loaded", "skill"]) },
      ...{ isSticky: share() < 0.2, isUndone: share() < 0.2, waited: seconds(9_000) },
    })),
    uses: many(80, (ticket) => ({
      ...{ ticket, at: at(), macro: one(["Hello", "Bye", PRIVATE]), by: one([null, ...agents]) },
    })),
    runs: many(80, (ticket) => ({
      ...{ ticket, at: at(), name: one(["Greet", "Close"]), outcome: one(["done", "unchanged", "failed", "stopped"]) },
    })),
  };
}

type Insert = (table: string, columns: string, rows: object[]) => Promise<unknown>;
const time = (ms: number | null) => ms && new Date(ms).toISOString();

export async function insertRecords(pool: pg.Pool, { clocks, surveys, assignments, uses, runs }: DeskRecords) {
  const insert: Insert = (table, columns, rows) =>
    pool.query(
      `insert into ${table} (${columns}) select ${columns} from json_populate_recordset(null::${table}, $1::json)`,
      [JSON.stringify(rows)],
    );
  await insertClocks(pool, insert, clocks);
  await insertSurveys(pool, insert, surveys);
  await insert(
    "ticket_routings",
    "ticket, team, user_id, reason, text, event, waited_seconds, at, undone_at",
    assignments.map(({ ticket, at, agent, mode, isSticky, isUndone, waited }, n) => ({
      ...{ ticket, team: "Tech", user_id: agent, reason: { mode, is_sticky: isSticky }, text: "", event: -n - 1 },
      ...{ waited_seconds: waited, at: time(at), undone_at: isUndone ? time(Date.now()) : null },
    })),
  );
  await insertUses(pool, insert, uses);
  await insert(
    "automation_runs",
    "automation, name, version, rule, ticket, occasion, outcome, at",
    runs.map(({ at, ...run }) => ({
      ...{ ...run, automation: randomUUID(), version: 1, rule: {}, occasion: randomUUID(), at: time(at) },
    })),
  );
}

async function insertClocks(pool: pg.Pool, insert: Insert, clocks: readonly Clock[]): Promise<void> {
  const terms = new Map<string, number>();
  for (const name of ["Gold", "Silver"]) {
    const { rows } = await pool.query(
      "insert into sla_terms (policy, body) values (gen_random_uuid(), $1) returning id",
      [{ name }],
    );
    terms.set(name, rows[0].id);
  }
  await insert(
    "sla_clocks",
    "ticket, metric, begun_by, terms, priority, state, counted_seconds, started_at, stopped_at, due_at",
    clocks.map(({ policy, isDropped, counted, stopped, due, ...clock }) => ({
      ...clock,
      ...{ begun_by: randomUUID(), terms: policy && terms.get(policy), counted_seconds: counted },
      // the report uses the times; the state describes only one moment
      ...{ state: isDropped ? "dropped" : stopped ? "met" : "running", started_at: "2026-09-30T00:00:00Z" },
      ...{ stopped_at: time(stopped), due_at: time(due) },
    })),
  );
}

async function insertSurveys(pool: pg.Pool, insert: Insert, surveys: readonly Survey[]): Promise<void> {
  const { rows: contacts } = await pool.query("insert into contacts (name) values ('Ploy') returning id");
  const sentSurveys = surveys.map((survey) => ({ ...survey, id: randomUUID() }));
  await insert(
    "surveys",
    "id, ticket, contact, state, started_by, assigned_to, assigned_team, category, due_at, sent_at",
    sentSurveys.map(({ id, ticket, sent, agent, team, category }) => ({
      ...{ id, ticket, contact: contacts[0].id, state: sent ? "sent" : "cancelled", started_by: "resolved" },
      ...{ assigned_to: agent, assigned_team: team, category, due_at: "2026-10-01T00:00:00Z", sent_at: time(sent) },
    })),
  );
  await insert(
    "survey_answers",
    "survey, rating, via, replaced_at",
    sentSurveys.flatMap(({ id, ratings }) =>
      ratings.map((rating, n) => ({
        ...{ survey: id, rating, via: "email", replaced_at: n < ratings.length - 1 ? "2026-11-20T00:00:00Z" : null },
      })),
    ),
  );
}

async function insertUses(pool: pg.Pool, insert: Insert, uses: readonly Use[]): Promise<void> {
  const macros = new Map<string, string>();
  for (const name of new Set(uses.map(({ macro }) => macro))) {
    const scope = name === PRIVATE ? "own" : "shared";
    const { rows } = await pool.query(
      "insert into macros (name, scope, owner) select $1, $2, case when $2 = 'own' then id end from users limit 1 returning id",
      [name, scope],
    );
    macros.set(name, rows[0].id);
  }
  await insert(
    "macro_uses",
    "macro, ticket, user_id, used_at",
    uses.map(({ ticket, at, macro, by }) => ({ macro: macros.get(macro), ticket, user_id: by, used_at: time(at) })),
  );
}
