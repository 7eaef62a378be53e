import type { TemplateField } from "../../wire/template-words.ts";
import { TICKET_FIELDS } from "../../wire/ticket-fields.ts";
import { wordsOf } from "../../wire/ticket-schemas.ts";
import { type Db, query } from "../platform/database.ts";

type Fields = Readonly<Record<string, unknown>>;
export type Missing = Partial<Record<TemplateField, string>>;

const CHOICES = ["category", "priority", "assigned_team"] as const;
const REASONS = {
  company: "This company was deleted.",
  contact: "This contact was deleted, or belongs to another company.",
  zone: "This zone was deleted, or belongs to another company.",
  assigned_to: "This user is no longer active.",
} as const;

/** The fields of templates whose value no longer exists, with the reason. */
export async function missingFields(db: Db, all: readonly Fields[]): Promise<Missing[]> {
  const there = await existing(db, all);
  return all.map((fields) => {
    const missing: Missing = {};
    for (const name of CHOICES) {
      const word = fields[name];
      if (typeof word === "string" && !wordsOf(TICKET_FIELDS[name]).includes(word))
        missing[name] = `“${word}” is no longer a choice.`;
    }
    for (const name of Object.keys(REASONS) as (keyof typeof REASONS)[]) {
      const id = fields[name];
      if (typeof id !== "string") continue;
      const company = there.get(id);
      const isOfOther =
        fields.company && (name === "contact" || name === "zone") && company && company !== fields.company;
      if (company === undefined || isOfOther) missing[name] = REASONS[name];
    }
    return missing;
  });
}

/** The companies, contacts, zones and users that exist, each with the company that it belongs to. */
async function existing(db: Db, all: readonly Fields[]): Promise<Map<string, string | null>> {
  const idsOf = (name: string) => all.map((fields) => fields[name]).filter((id) => typeof id === "string");
  const names = ["company", "contact", "zone", "assigned_to"] as const;
  if (names.every((name) => idsOf(name).length === 0)) return new Map();
  const rows = await query<{ id: string; company: string | null }>(
    db,
    `select id, null::uuid as company from companies where id = any($1::uuid[]) and deleted_at is null
     union all
     select c.id, c.company
     from contacts c
     left join companies o on o.id = c.company
     where c.id = any($2::uuid[]) and o.deleted_at is null
     union all
     select z.id, z.company
     from zones z
     join companies o on o.id = z.company
     where z.id = any($3::uuid[]) and o.deleted_at is null
     union all
     select id, null from users where id = any($4::uuid[]) and is_active`,
    names.map(idsOf),
  );
  return new Map(rows.map(({ id, company }) => [id, company]));
}
