import { addComment } from "../comments/comments.ts";
import type { EventActor } from "../events/events.ts";
import { renderForTickets } from "../macros/apply.ts";
import { countUses } from "../macros/macros.ts";
import { renderMacroText } from "../macros/render.ts";
import { attachFiles, lockFiles } from "../macros/saved-files.ts";
import { SAMPLE_FACTS } from "../macros/values.ts";
import { type Db, query } from "../platform/database.ts";

/** A macro that a rule applies. It is not private, because a rule belongs to the whole desk. */
export interface RuleMacro {
  id: string;
  name: string;
  texts: Record<string, string>;
  changes: Record<string, unknown>;
  is_internal: boolean;
  inputs: { required: boolean }[];
}

export async function macroOf(db: Db, id: string | undefined): Promise<RuleMacro | null> {
  if (id === undefined) return null;
  const [macro] = await query<RuleMacro>(
    db,
    "select id, name, texts, changes, is_internal, inputs from macros where id = $1 and scope <> 'own'",
    [id],
  );
  return macro ?? null;
}

/** The first of these macros that does not exist, or that only its owner sees. */
export async function absentMacro(db: Db, ids: readonly string[]): Promise<string | undefined> {
  if (ids.length === 0) return undefined;
  const rows = await query<{ id: string }>(db, "select id from macros where id = any($1::uuid[]) and scope <> 'own'", [
    ids,
  ]);
  return ids.find((each) => !rows.some(({ id }) => id === each));
}

/** Why no rule can apply a macro; null if one can. */
export async function macroProblem(db: Db, id: string): Promise<string | null> {
  const macro = await macroOf(db, id);
  if (!macro) return `Invalid pk "${id}" - object does not exist, or is private.`;
  if (macro.inputs.some(({ required }) => required)) return `“${macro.name}” asks for inputs, which no one can enter.`;
  // no agent applies the macro, so placeholders of the agent have no value
  const { agent: _, ...facts } = SAMPLE_FACTS;
  for (const html of Object.values(macro.texts)) {
    const [blank] = (await renderMacroText(html, facts)).blanks;
    if (blank) return `“${macro.name}” contains {{ ${blank} }}, which has no value here. Give it a default.`;
  }
  return null;
}

/** A macro's text for a ticket as HTML, "" if it has none; or why it cannot be written. */
export async function macroText(
  db: Db,
  macro: RuleMacro,
  ticket: string,
): Promise<{ text: string; problem: string | null }> {
  const [result] = await renderForTickets(db, null, { texts: macro.texts, inputs: {} }, [ticket]);
  const { text = "", blanks = [], problem = null } = result ?? {};
  if (problem) return { text, problem: `The macro “${macro.name}” was not applied: ${problem}` };
  if (blanks.length === 0) return { text, problem: null };
  return { text, problem: `The macro “${macro.name}” was not applied: {{ ${blanks[0]} }} has no value.` };
}

/** Writes a macro's text and files into a ticket and counts the use. Returns the comment's ID. */
export async function writeMacro(
  db: Db,
  actor: EventActor,
  macro: RuleMacro,
  { ticket, text }: { ticket: string; text: string },
): Promise<string> {
  const files = await lockFiles(db, { macro: macro.id });
  const { comment } = await addComment(db, actor, ticket, text, macro.is_internal);
  await attachFiles(db, actor, files, { ticket, comment });
  await countUses(db, null, macro.id, [ticket]);
  return comment;
}
