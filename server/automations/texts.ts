import { RUN_REMARKS } from "../../wire/automation-remarks.ts";
import { type AutomationActions, TEXT_VALUES } from "../../wire/automation-words.ts";
import { firstNameOf } from "../../wire/first-names.ts";
import { invalid } from "../../wire/problems.ts";
import { escapeHtml, looksLikeHtml } from "../emails/html.ts";
import { checkSyntax, TemplateError, tryRender } from "../emails/render.ts";
import { type Db, query } from "../platform/database.ts";
import { fullName } from "../users/names.ts";

type Values = Record<string, unknown>;

const MAX_RENDERED = 50_000;

/** Renders a text of an automation. A customer's words are inserted as text, never as markup or as a template. */
export async function renderRuleText(text: string, values: Values): Promise<string> {
  // checked here so that an error quotes the text as written; an output without an end would take quadratic time to
  // find
  checkSyntax(text);
  const html = await tryRender("body", asHtml(text), values);
  if (html.trim() === "") throw new TemplateError(RUN_REMARKS.empty);
  if (html.length > MAX_RENDERED) throw new TemplateError(RUN_REMARKS.tooLong);
  return html;
}

// {{ values }} and {% tags %}, in which a quotation mark must stay one
const LIQUID = /(\{\{.*?\}\}|\{%.*?%\})/s;

/** A text without markup as HTML, since the values in it are escaped for HTML. */
function asHtml(text: string): string {
  if (looksLikeHtml(text)) return text;
  const parts = text
    .trim()
    .split(LIQUID)
    .map((part, n) =>
      n % 2 === 1
        ? part
        : escapeHtml(part)
            .replaceAll(/\n{2,}/g, "</p><p>")
            .replaceAll("\n", "<br>"),
    );
  return `<p>${parts.join("")}</p>`;
}

const SAMPLE: Values = {
  ticket: { number: "T-20260101-0001", subject: "Subject", url: "https://desk.example/" },
  contact: { name: "Ann Example", first_name: "Ann" },
  company: { name: "Example" },
  assignee: { name: "Tom Example", first_name: "Tom" },
  team: "Tech",
};

/** Refuses texts that are not valid templates, take too long, or name a value that does not exist. */
export async function checkTexts({ note, reply, notify }: AutomationActions): Promise<void> {
  const errors: string[] = [];
  for (const [name, text] of Object.entries({ note, reply, notify: notify?.text })) {
    if (text === undefined) continue;
    const unknown = namesIn(text).find((each) => !(TEXT_VALUES as readonly string[]).includes(each));
    if (unknown) errors.push(`${name}: There is no value “${unknown}”. Use ${TEXT_VALUES.join(", ")}.`);
    else
      await renderRuleText(text, SAMPLE).catch((error: unknown) => {
        if (!(error instanceof TemplateError)) throw error;
        errors.push(`${name}: ${error.message}`);
      });
  }
  if (errors.length > 0) throw invalid({ actions: errors });
}

const namesIn = (text: string): string[] =>
  [...text.matchAll(/\{\{-?\s*([a-z_][\w.]*)/gi)].map(([, name]) => name!).filter((name) => name !== "true");

interface TextRow {
  number: string;
  subject: string;
  contact: string | null;
  contact_email: string | null;
  company: string | null;
  assignee: string | null;
  assignee_first: string | null;
  team: string;
}

/** The current values for the texts about a ticket. */
export async function textValues(db: Db, ticket: string, publicUrl: string | null): Promise<Values> {
  const [row] = await query<TextRow>(
    db,
    `select t.ticket_number as number, t.subject, ct.name as contact, ct.email as contact_email, c.name as company,
       ${fullName("u")} as assignee, u.first_name as assignee_first, t.assigned_team as team
     from tickets t
     left join contacts ct on ct.id = t.contact
     left join companies c on c.id = t.company
     left join users u on u.id = t.assigned_to
     where t.id = $1`,
    [ticket],
  );
  const { number, subject, contact, contact_email, company, assignee, assignee_first, team } = row!;
  return {
    ticket: { number, subject, url: publicUrl ? `${publicUrl}/tickets/${ticket}` : "" },
    contact: { name: contact ?? "", first_name: firstNameOf(contact, contact_email) ?? "" },
    company: { name: company ?? "" },
    assignee: { name: assignee ?? "", first_name: assignee_first || (firstNameOf(assignee) ?? "") },
    team,
  };
}
