import { ROLE_PERMISSIONS } from "../../wire/permissions.ts";
import type { Actor } from "../platform/actor.ts";
import { type Db, query, transact } from "../platform/database.ts";
import { createTemplate, type TemplateInput } from "../ticket-templates/templates.ts";

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
    name: "Monthly check of a location",
    folder: "Sound",
    subject: "Monthly check{% if company.name %} at {{ company.name }}{% endif %}",
    description: "<p>Check every player of the location, and write down what you changed.</p>",
    fields: { category: "technical", priority: "low", due_in_days: 3, tags: "check" },
    checklist: ["Listen to each zone", "Compare the volume by day and by night", "Install updates"],
  },
];

/** Adds a few shared ticket templates to a desk without any. */
export async function writeDemoTicketTemplates(db: Db): Promise<void> {
  const [state] = await query<{ admin: string | null; is_empty: boolean }>(
    db,
    `select
       (select id from users where role = 'Admin' and is_active order by date_joined limit 1) as admin,
       not exists (select from ticket_templates) as is_empty`,
  );
  if (!state!.is_empty || !state!.admin) return;
  const permissions = ROLE_PERMISSIONS.Admin;
  const actor: Actor = { kind: "user", id: state!.admin, role: "Admin", permissions, session: null, via: "web" };
  await transact(db, async (db) => {
    for (const template of TEMPLATES)
      await createTemplate(db, actor, { inputs: [], ...template, scope: "shared", team: "" });
  });
}
