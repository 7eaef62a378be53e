import { may } from "../../wire/permissions.ts";
import type { Actor } from "../platform/actor.ts";
import type { Parameters } from "../platform/parameters.ts";

/** Someone who reads articles. The audience is what kb_admits() in the database compares. */
export interface Reader {
  audience: 0 | 1 | 2 | 3;
  team: string | null;
}

export const ANYONE: Reader = { audience: 0, team: null };
export const CONTACT: Reader = { audience: 1, team: null };

/** A user as a reader: an Admin reads all articles, an agent those that are not for other teams. */
export function readerOf(actor: Pick<Actor, "role" | "permissions">): Reader {
  if (may(actor, "knowledge.manage")) return { audience: 3, team: actor.role };
  return may(actor, "knowledge.view") ? { audience: 2, team: actor.role } : ANYONE;
}

/**
 * The condition that a reader may see an article (`alias`: its table in the statement): the narrowest of its visibility and
 * those of its categories. Every statement that shows articles, or what belongs to them, includes it. Agents also see drafts.
 */
export function articleVisibleTo(reader: Reader, sql: Parameters, article = "a"): string {
  const [audience, team] = [`${sql.add(reader.audience)}::int`, `${sql.add(reader.team)}::text`];
  const state = reader.audience < 2 ? ` and ${article}.state = 'published'` : "";
  return `(kb_admits(${article}.visibility, ${article}.teams, ${audience}, ${team})
    and (${article}.category is null
        or ${article}.category in (select kb_visible_categories(${audience}, ${team})))${state})`;
}

/** The condition that a reader may see a category. */
export function categoryVisibleTo(reader: Reader, sql: Parameters, category = "c"): string {
  return `${category}.id in (select kb_visible_categories(${sql.add(reader.audience)}::int,
      ${sql.add(reader.team)}::text))`;
}

/** SQL for the narrowest of an article's visibility and those of its categories. */
export const effectiveVisibility = (article: string): string => `(
  with recursive above as (
    select c.parent, c.visibility from kb_categories c where c.id = ${article}.category
    union all
    select c.parent, c.visibility from kb_categories c join above b on c.id = b.parent)
  select (array['public', 'signed_in', 'internal',
      'team'])[max(array_position(array['public', 'signed_in', 'internal', 'team'], v))]
  from (select visibility as v from above union all select ${article}.visibility) x)`;
