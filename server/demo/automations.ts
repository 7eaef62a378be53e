import { automationRecords } from "../automations/automations.ts";
import { NOBODY } from "../platform/actor.ts";
import { type Db, query } from "../platform/database.ts";

const AUTOMATIONS = [
  {
    name: "Invoices to Finance",
    trigger: { on: "created" },
    filters: { category: "billing" },
    actions: { changes: { assigned_team: "Finance", add_tags: ["invoice"] } },
    is_active: true,
  },
  {
    name: "Nobody has answered for two days",
    trigger: { on: "unanswered", hours: 48, calendar: null },
    filters: { priority: "high,urgent" },
    actions: {
      changes: { add_tags: ["waits"] },
      notify: { to: ["assignee", "lead"], text: "{{ ticket.number }} waits for an answer." },
    },
    // inactive, because it would act on many sample tickets at once
    is_active: false,
  },
];

/** Adds two automations to a desk without any. */
export async function writeDemoAutomations(db: Db): Promise<void> {
  if ((await query(db, "select 1 from automations limit 1")).length > 0) return;
  for (const automation of AUTOMATIONS) await automationRecords.create(db, NOBODY, automation);
}
