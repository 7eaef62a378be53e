import { TEMPLATE_TICKET_FIELDS, type TemplateField } from "../../wire/template-words.ts";
import { type FieldDescription, type FieldsLike, TICKET_FIELDS } from "../../wire/ticket-fields.ts";
import { allowedWords } from "../../wire/ticket-schemas.ts";
import { type Db, query } from "../platform/database.ts";
import { fullName } from "../users/names.ts";

type Fields = Readonly<Record<string, unknown>>;
export type Missing = Partial<Record<TemplateField, string>>;

const CHOICES = TEMPLATE_TICKET_FIELDS.filter((name) => (TICKET_FIELDS[name] as FieldDescription).kind === "choice");
const REASONS: Record<FieldsLike<{ kind: "reference" }>, string> = {
  company: "This company was deleted.",
  contact: "This contact was deleted, or belongs to another company.",
  zone: "This zone was deleted, or belongs to another company.",
  assigned_to: "This user is no longer active.",
};

/** The fields of templates whose value no longer exists, and why; and the names of the other values. */
export async function checkFields(
  db: Db,
  all: readonly Fields[],
): Promise<{ missing: Missing; names: Record<string, string> }[]> {
  const there = await existing(db, all);
  return all.map((fields) => {
    const missing: Missing = {};
    const names: Record<string, string> = {};
    for (const name of CHOICES) {
      const word = fields[name];
      if (typeof word === "string" && !allowedWords(TICKET_FIELDS[name]).includes(word))
        missing[name] = `“${word}” is no longer a choice.`;
    }
    for (const name of Object.keys(REASONS) as (keyof typeof REASONS)[]) {
      const id = fields[name];
      if (typeof id !== "string") continue;
      const match = there.get(id);
      const isPart = name === "contact" || name === "zone";
      const isOfOther = isPart && fields.company && match?.company && match.company !== fields.company;
      if (!match || isOfOther) missing[name] = REASONS[name];
      else names[name] = match.name;
    }
    return { missing, names };
  });
}

interface Existing {
  id: string;
  company: string | null;
  name: string;
}

/** The companies, contacts, zones and users that exist, each with its company. */
async function existing(db: Db, all: readonly Fields[]): Promise<Map<string, Existing>> {
  const idsOf = (name: string) => all.map((fields) => fields[name]).filter((id) => typeof id === "string");
  const names = ["company", "contact", "zone", "assigned_to"] as const;
  if (names.every((name) => idsOf(name).length === 0)) return new Map();
  const rows = await query<Existing>(
    db,
    `select id, null::uuid as company, name from companies where id = any($1::uuid[]) and deleted_at is null
     union all
     select c.id, c.company, c.name
     from contacts c
     left join companies o on o.id = c.company
     where c.id = any($2::uuid[]) and o.deleted_at is null
     union all
     select z.id, z.company, z.name
     from zones z
     join companies o on o.id = z.company
     where z.id = any($3::uuid[]) and o.deleted_at is null
     union all
     select u.id, null, ${fullName("u")} from users u where u.id = any($4::uuid[]) and u.is_active`,
    names.map(idsOf),
  );
  return new Map(rows.map((row) => [row.id, row]));
}
