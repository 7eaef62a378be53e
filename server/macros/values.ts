import { firstNameOf } from "../../wire/first-names.ts";
import { MACRO_LANGUAGES, type MacroInput, type MacroLanguage } from "../../wire/macro-words.ts";
import { type FieldErrors, invalid } from "../../wire/problems.ts";
import type { LiquidValues } from "../emails/render.ts";
import { type Db, query } from "../platform/database.ts";
import { fullName } from "../users/names.ts";

interface Row {
  contact: string | null;
  email: string | null;
  company: string | null;
  zone: string | null;
  number: string;
  subject: string;
  agent: string;
  agent_first: string;
  desk: string;
  language: string | null;
  is_thai: boolean;
  mailbox_language: string | null;
}

/** The values for the placeholders of a macro, and the language of its text. */
export interface TicketFacts {
  ticket: string;
  values: LiquidValues;
  languages: MacroLanguage[];
}

// Liquid treats an empty text as true, so `default` would not apply
export const orNull = (text: string | null) => text?.trim() || null;

/** The values of tickets, read now, because names may have changed. */
export async function factsOf(db: Db, agent: string | null, tickets: readonly string[]): Promise<TicketFacts[]> {
  const rows = await query<Row & { id: string }>(
    db,
    `select t.id, c.name as contact, c.email, o.name as company, z.name as zone, t.ticket_number as number, t.subject,
       coalesce(${fullName("u")}, '') as agent, coalesce(u.first_name, '') as agent_first, s.desk_name as desk,
       (
         select l.language
         from portal_links l
         where l.contact = c.id
         order by l.created_at desc
         limit 1) as language,
       (t.subject || left(t.description, 2000)) ~ '[ก-๙]' as is_thai,
       (select m.language
         from ticket_mailboxes k join mailboxes m on m.id = k.mailbox
         where k.ticket = t.id) as mailbox_language
     from tickets t
     cross join email_settings s
     left join contacts c on c.id = t.contact
     left join companies o on o.id = t.company
     left join zones z on z.id = t.zone
     left join users u on u.id = $2
     where t.id = any($1::uuid[])`,
    [tickets, agent],
  );
  return rows.map(({ id, ...row }) => ({
    ticket: id,
    values: {
      contact: { name: orNull(row.contact), first_name: firstNameOf(row.contact, row.email), email: orNull(row.email) },
      company: { name: orNull(row.company) },
      zone: { name: orNull(row.zone) },
      ticket: { number: row.number, subject: row.subject },
      agent: {
        name: orNull(row.agent),
        first_name: orNull(row.agent_first) ?? firstNameOf(row.agent) ?? orNull(row.agent),
      },
      desk: { name: orNull(row.desk) },
    },
    languages: [row.language, row.is_thai ? "th" : null, row.mailbox_language].filter((each): each is MacroLanguage =>
      MACRO_LANGUAGES.some((code) => code === each),
    ),
  }));
}

/** The values in a preview without a ticket. */
export const SAMPLE_FACTS: LiquidValues = {
  contact: { name: "Ploy Srisai", first_name: "Ploy", email: "ploy@harbour.example" },
  company: { name: "Harbour Hotel" },
  zone: { name: "Lobby" },
  ticket: { number: "T-20261126-0001", subject: "No music in the lobby" },
  agent: { name: "Ann Harbour", first_name: "Ann" },
  desk: { name: "Docket" },
};

const MAX_VALUE_LENGTH = 1_000;

/** The values of inputs, each checked against its definition if there is one. */
export function inputValues(
  answers: Record<string, unknown>,
  inputs: readonly MacroInput[] | null,
): Record<string, string | null> {
  const values: Record<string, string | null> = {};
  for (const [name, value] of Object.entries(answers)) {
    const input = inputs?.find((each) => each.name === name);
    if (inputs && !input) throw inputError(`${name.slice(0, 30).toWellFormed()} is not one of the inputs.`);
    if (value === null || value === "") continue;
    if ((typeof value !== "string" && typeof value !== "number") || String(value).length > MAX_VALUE_LENGTH)
      throw inputError(`${name.slice(0, 30).toWellFormed()}: Send a text of up to ${MAX_VALUE_LENGTH} characters.`);
    if (input?.kind === "choice" && !input.choices.includes(String(value)))
      throw inputError(`${name}: Choose one of ${input.choices.join(", ")}.`);
    values[name] = orNull(String(value).toWellFormed());
  }
  return values;
}

const inputError = (text: string) => invalid({ inputs: [text] } satisfies FieldErrors);

/** The language of a macro's texts that suits a ticket best; null if the macro has no text. */
export function macroLanguage(
  texts: Readonly<Record<string, string>>,
  languages: readonly string[],
): MacroLanguage | null {
  const textLanguages = MACRO_LANGUAGES.filter((each) => texts[each] !== undefined);
  return (
    textLanguages.find((each) => each === languages.find((one) => texts[one] !== undefined)) ?? textLanguages[0] ?? null
  );
}
