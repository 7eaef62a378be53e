import type { Actor } from "../platform/actor.ts";
import { type Db, query, transact } from "../platform/database.ts";
import { createRecurrence } from "../recurrences/recurrences.ts";
import { createTemplate, type TemplateInput } from "../ticket-templates/templates.ts";
import { sampleAuthor } from "./sample-author.ts";

const MONTHLY_CHECK = "Monthly check of a location";

const TEMPLATES: readonly TemplateInput[] = [
  {
    name: "Player offline",
    folder: "Sound",
    subject: "Player offline{% if zone.name %} in {{ zone.name }}{% endif %}",
    description:
      '<p>{{ contact.first_name | default: "The customer" }} reports that the player is offline.</p><p>Light of the player: {{ input.light }}<br>Since: {{ input.since }}</p>',
    fields: { category: "technical", priority: "high", due_in_days: 1, tags: "player, offline" },
    inputs: [
      { name: "light", label: "Light of the player", kind: "choice", choices: ["green", "red", "off"], required: true },
      { name: "since", label: "Since when", kind: "text", choices: [], required: false },
    ],
    checklist: ["Check when the player was last online", "Restart the player", "Ask whether there is music again"],
  },
  {
    name: "New location",
    folder: "Sales",
    subject: "New location of {{ company.name }}",
    description: "<p>{{ company.name }} opens a new location and needs a player there.</p>",
    fields: { category: "zone_config", priority: "medium", due_in_days: 14, tags: "new-location" },
    checklist: ["Send the offer", "Ship the player", "Create the zone", "Call after the first day"],
  },
  {
    name: MONTHLY_CHECK,
    folder: "Sound",
    subject: "Monthly check{% if company.name %} at {{ company.name }}{% endif %}",
    description: "<p>Check every player of the location, and write down what you changed.</p>",
    fields: { category: "technical", priority: "low", due_in_days: 3, tags: "check" },
    checklist: ["Listen to each zone", "Compare the volume by day and by night", "Install updates"],
  },
];

/** A ticket on the first Monday of each month, for the customer with most zones. */
async function writeDemoRecurrence(db: Db, actor: Actor, template: string, time_zone: string): Promise<void> {
  const [company] = await query<{ id: string }>(
    db,
    `select c.id
     from companies c
     left join zones z on z.company = c.id
     where c.deleted_at is null
     group by c.id
     order by count(z.id) desc, c.name
     limit 1`,
  );
  if (!company) return;
  await createRecurrence(db, actor, {
    name: MONTHLY_CHECK,
    template,
    company: company.id,
    inputs: {},
    rrule: "FREQ=MONTHLY;BYDAY=1MO",
    starts_at: "2026-01-05T09:00",
    time_zone,
    on_closed_day: "keep",
    missed: "one",
    is_active: true,
  });
}

/** Adds a few shared ticket templates, and a recurring ticket, to a desk without any. */
export async function writeDemoTicketTemplates(db: Db, zone: string): Promise<void> {
  const actor = await sampleAuthor(db, ["ticket_templates"]);
  if (!actor) return;
  await transact(db, async (db) => {
    for (const template of TEMPLATES) {
      const id = await createTemplate(db, actor, { inputs: [], ...template, scope: "shared", team: "" });
      if (template.name === MONTHLY_CHECK) await writeDemoRecurrence(db, actor, id, zone);
    }
  });
}
