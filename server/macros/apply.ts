import type { MacroLanguage } from "../../wire/macro-words.ts";
import { invalid } from "../../wire/problems.ts";
import { visibleTo } from "../access/visible.ts";
import { TemplateError } from "../emails/render.ts";
import type { Actor } from "../platform/actor.ts";
import { type Db, query } from "../platform/database.ts";
import { parameters } from "../platform/parameters.ts";
import { countUses, showMacro } from "./macros.ts";
import { type RenderedText, renderMacroText, textProblem } from "./render.ts";
import { draftFilesOf } from "./saved-files.ts";
import { factsOf, inputValues, macroLanguage, SAMPLE_FACTS, type TicketFacts } from "./values.ts";

interface AppliedText extends RenderedText {
  language: MacroLanguage | null;
}

/** The text of a macro for a ticket. */
async function textFor(
  { texts }: { texts: Partial<Record<string, string>> },
  { values, languages }: TicketFacts,
  { inputs, language }: { inputs: Record<string, string | null>; language: MacroLanguage | null },
): Promise<AppliedText> {
  const textLanguage = macroLanguage(texts as Record<string, string>, language ? [language, ...languages] : languages);
  if (!textLanguage) return { text: "", blanks: [], language: null };
  return { ...(await renderMacroText(texts[textLanguage]!, { ...values, input: inputs })), language: textLanguage };
}

/** A macro's text in one of many tickets. */
export interface TicketText extends RenderedText {
  ticket: string;
  ticket_number: string;
  subject: string;
  /** Why the text cannot be rendered for this ticket. */
  problem: string | null;
}

/** The text of a macro for each of these tickets, in order. Tickets that do not exist are left out. */
export async function renderForTickets(
  db: Db,
  agent: string | null,
  macro: { texts: Record<string, string>; inputs: Record<string, string | null> },
  tickets: readonly string[],
): Promise<TicketText[]> {
  const facts = new Map((await factsOf(db, agent, tickets)).map((each) => [each.ticket, each]));
  const texts: TicketText[] = [];
  for (const ticket of tickets) {
    const ticketFacts = facts.get(ticket);
    if (!ticketFacts) continue;
    const { number, subject } = ticketFacts.values.ticket as { number: string; subject: string };
    const about = { ticket, ticket_number: number, subject };
    try {
      const { text, blanks } = await textFor(macro, ticketFacts, { inputs: macro.inputs, language: null });
      texts.push({ ...about, text, blanks, problem: null });
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      texts.push({ ...about, text: "", blanks: [], problem: error.message });
    }
  }
  return texts;
}

/** Applies a macro to a ticket: returns the text and the changes for the reply that the user then writes. */
export async function applyMacro(
  db: Db,
  actor: Actor,
  id: string,
  options: { ticket: string; language: MacroLanguage | null; inputs: Record<string, unknown> },
): Promise<string> {
  const macro = await showMacro(db, actor, id);
  const inputs = inputValues(options.inputs, macro.inputs);
  const facts = await visibleFacts(db, actor, options.ticket);
  const result = await asProblem("inputs", textFor(macro, facts, { inputs, language: options.language }));
  await countUses(db, actor.id, id, [options.ticket]);
  const files = macro.files.length > 0 ? await draftFilesOf(db, actor.id, { macro: id }) : "[]";
  const { is_internal, changes } = macro;
  return JSON.stringify({ ...result, is_internal, changes, files: JSON.parse(files) as unknown });
}

/** Renders a text that is being edited. */
export async function preview(
  db: Db,
  actor: Actor,
  { text, ticket, inputs }: { text: string; ticket: string | null; inputs: Record<string, unknown> },
): Promise<RenderedText> {
  // an input that was not answered is a blank
  const names = [...text.matchAll(/\binput\.(\w+)/g)].map(([, name]) => name!);
  const problem = await textProblem(text, names);
  if (problem) throw invalid({ text: [problem] });
  const values = ticket ? (await visibleFacts(db, actor, ticket)).values : SAMPLE_FACTS;
  return asProblem("text", renderMacroText(text, { ...values, input: inputValues(inputs, null) }));
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

/** Reports a template that cannot be rendered as an error of this field. */
async function asProblem<T>(field: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof TemplateError ? invalid({ [field]: [error.message] }) : error;
  }
}
