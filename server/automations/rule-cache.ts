import { type Db, query } from "../platform/database.ts";
import { activeRules, type Rule } from "./automations.ts";
import { type Candidate, candidateOf } from "./candidates.ts";
import { eventKinds } from "./trigger-condition.ts";

/** The active rules by the kinds of events that they run for, in their order. */
export type RulesByKind = ReadonlyMap<string, readonly Candidate[]>;

export interface RuleCache {
  rules(db: Db): Promise<RulesByKind>;
}

// reading this state costs a tenth of reading the rules
const STATE = `select coalesce(sum(hashtextextended(
    concat_ws(' ', id, version, position, is_active, paused_at, updated_at), 0)), 0)::text as state
  from automations`;

/**
 * Caches the active rules of a desk until one of them changes. The state is read before the rules, so rules that change in
 * between are cached under the older state and read again next time.
 */
export function createRuleCache(): RuleCache {
  let entry: { state: string; rules: RulesByKind } | null = null;
  return {
    rules: async (db) => {
      const [row] = await query<{ state: string }>(db, STATE);
      if (entry?.state === row!.state) return entry.rules;
      const rules = byKind(await activeRules(db));
      entry = { state: row!.state, rules };
      return rules;
    },
  };
}

function byKind(rules: readonly Rule[]): RulesByKind {
  const map = new Map<string, Candidate[]>();
  for (const rule of rules) {
    const candidate = candidateOf(rule);
    for (const kind of candidate ? eventKinds(rule.trigger) : []) {
      const those = map.get(kind);
      if (those) those.push(candidate!);
      else map.set(kind, [candidate!]);
    }
  }
  return map;
}
