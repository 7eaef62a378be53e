import type { MacroLanguage } from "../../wire/macro-words.ts";
import type { MacroRow } from "../../wire/macros.ts";
import { invalid } from "../../wire/problems.ts";
import { visibleTo } from "../access/visible.ts";
import { TemplateError } from "../emails/render.ts";
import type { Actor } from "../platform/actor.ts";
import { type Db, query } from "../platform/database.ts";
import { parameters } from "../platform/parameters.ts";
import { countUses, showMacro } from "./macros.ts";
import { type RenderedText, renderText } from "./render.ts";
import { factsOf, inputValues, languageFor, SAMPLE_FACTS, type TicketFacts } from "./values.ts";

interface Applied extends RenderedText {
  language: MacroLanguage | null;
}

/** The text of a macro for a ticket. */
async function textFor(
  { texts }: Pick<MacroRow, "texts">,
  { values, languages }: TicketFacts,
  { inputs, language }: { inputs: Record<string, string | null>; language: MacroLanguage | null },
): Promise<Applied> {
  const chosen = languageFor(texts as Record<string, string>, language ? [language, ...languages] : languages);
  if (!chosen) return { text: "", blanks: [], language: null };
  return { ...(await renderText(texts[chosen]!, { ...values, input: inputs })), language: chosen };
}

/** Applies a macro to a ticket: its text and changes are for the reply that the user then writes. */
export async function applyMacro(
  db: Db,
  actor: Actor,
  id: string,
  sent: { ticket: string; language: MacroLanguage | null; inputs: Record<string, unknown> },
): Promise<object> {
  const macro = await showMacro(db, actor, id);
  const inputs = inputValues(sent.inputs, macro.inputs);
  const facts = await visibleFacts(db, actor, sent.ticket);
  const applied = await asProblem("inputs", textFor(macro, facts, { inputs, language: sent.language }));
  await countUses(db, actor.id, id, [sent.ticket]);
  return { ...applied, is_internal: macro.is_internal, changes: macro.changes };
}

/** Renders a text that is being written. */
export async function preview(
  db: Db,
  actor: Actor,
  { text, ticket, inputs }: { text: string; ticket: string | null; inputs: Record<string, unknown> },
): Promise<RenderedText> {
  const values = ticket ? (await visibleFacts(db, actor, ticket)).values : SAMPLE_FACTS;
  return asProblem("text", renderText(text, { ...values, input: inputValues(inputs, null) }));
}

async function visibleFacts(db: Db, actor: Actor, ticket: string): Promise<TicketFacts> {
  const sql = parameters();
  const rows = await query(
    db,
    `select 1 from tickets t where t.id = ${sql.add(ticket)} and t.deleted_at is null and ${visibleTo(actor, sql)}`,
    sql.values,
  );
  const [facts] = rows.length > 0 ? await factsOf(db, actor.id, [ticket]) : [];
  if (!facts) throw invalid({ ticket: [`Invalid pk "${ticket}" - object does not exist.`] });
  return facts;
}

/** Reports a template that cannot be rendered as the error of a field. */
async function asProblem<T>(field: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof TemplateError ? invalid({ [field]: [error.message] }) : error;
  }
}
