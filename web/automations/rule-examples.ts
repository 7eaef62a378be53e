import type { AutomationActions, Trigger } from "../../wire/automation-words.ts";

interface Example {
  trigger: Trigger;
  filters: Record<string, string>;
  actions: AutomationActions;
}

/** Common automations to start from. Their names are in the text catalogue. */
export const RULE_EXAMPLES = {
  emails: {
    trigger: { on: "created", via: ["mail"] },
    filters: { category: "billing" },
    actions: { changes: { assigned_team: "Finance", priority: "high" } },
  },
  invoices: {
    trigger: { on: "created" },
    filters: { subject: "invoice,payment" },
    actions: { changes: { assigned_team: "Finance" } },
  },
  urgent: {
    trigger: { on: "created" },
    filters: { priority: "urgent" },
    actions: { notify: { to: ["lead"], text: "{{ ticket.number }}: {{ ticket.subject }}" } },
  },
  unanswered: {
    trigger: { on: "unanswered", hours: 48, calendar: null },
    filters: {},
    actions: { notify: { to: ["assignee", "lead"], text: "{{ ticket.number }}: {{ ticket.subject }}" } },
  },
  breached: {
    trigger: { on: "sla_breached" },
    filters: {},
    actions: {
      changes: { priority: "urgent" },
      notify: { to: ["lead"], text: "{{ ticket.number }}: {{ ticket.subject }}" },
    },
  },
} as const satisfies Record<string, Example>;

export type RuleExample = keyof typeof RULE_EXAMPLES;
export const RULE_EXAMPLE_NAMES = Object.keys(RULE_EXAMPLES) as RuleExample[];
