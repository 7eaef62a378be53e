import { may, type Permission } from "../../wire/permissions.ts";
import type { Actor } from "../platform/actor.ts";
import type { Parameters } from "../platform/parameters.ts";

/** Who made a record, and who else may use it: nobody, a team, or everyone. */
export interface Ownership {
  owner: string | null;
  scope: string;
  team: string;
}

/** The team of a record after a change. A record that is no longer a team's has none. */
export function teamAfter<Team extends string>(
  before: { team: Team },
  { scope, team }: { scope?: string; team?: Team },
): Team | "" {
  if (scope !== undefined && scope !== "team" && team === undefined) return "";
  return team ?? before.team;
}

/** What people may do with records that have an owner and a scope. */
export interface ScopeRules {
  /** The condition that an actor may see and use a record (`alias`: its table in the statement). */
  visibleTo(actor: Actor, sql: Parameters, alias: string): string;
  /** Whether an actor may change and delete a record. */
  mayChange(actor: Actor, record: Ownership): boolean;
  /** Whether an actor may share a record with a team: agents with their own, Admins with any. */
  mayGiveTo(actor: Actor, team: string): boolean;
}

/** The rules for two permissions: to use one's own records, and to change those of others. */
export function scopeRules(use: Permission, changeAny: Permission): ScopeRules {
  return {
    visibleTo(actor, sql, alias) {
      if (!may(actor, use)) return "false";
      const own = `${alias}.owner = ${sql.add(actor.id)}::uuid`;
      // only the owner sees a private record; even Admins do not
      if (may(actor, changeAny)) return `(${own} or ${alias}.scope <> 'own')`;
      const isOfTeam = `${alias}.scope = 'team' and ${alias}.team = ${sql.add(actor.role)}::text`;
      return `(${own} or ${alias}.scope = 'shared' or (${isOfTeam}))`;
    },
    mayChange: (actor, { owner, scope }) =>
      may(actor, use) && (owner === actor.id || (scope !== "own" && may(actor, changeAny))),
    mayGiveTo: (actor, team) => team === actor.role || may(actor, changeAny),
  };
}
