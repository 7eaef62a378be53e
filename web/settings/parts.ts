import "../lib/later-texts.ts";
import { may, type Permission, type Permitted } from "../../wire/permissions.ts";

interface Part {
  /** The key of its name in the text catalogue. */
  title: string;
  /** The permission to open it; everyone may if it is left out. */
  permission?: Permission;
}

/** The parts of Settings in their order. Their content and icons are in SettingsPage.tsx. */
export const PARTS = {
  setup: { title: "setup.title", permission: "automation.manage" },
  profile: { title: "settings.profile" },
  preferences: { title: "settings.preferences" },
  notifications: { title: "notify.title" },
  security: { title: "settings.security" },
  macros: { title: "macros.title" },
  templates: { title: "templates.title" },
  reports: { title: "reportEmails.title" },
  email: { title: "email.title", permission: "mailbox.manage" },
  officeHours: { title: "setup.steps.hours", permission: "sla.manage" },
  sla: { title: "setup.steps.policies", permission: "sla.manage" },
  automations: { title: "automations.title", permission: "automation.manage" },
  helpCenter: { title: "helpCenter.title", permission: "portal.manage" },
  surveys: { title: "surveys.title", permission: "survey.manage" },
  assignment: { title: "assignment.title" },
  server: { title: "settings.server", permission: "settings.view" },
} as const satisfies Record<string, Part>;
export type PartName = keyof typeof PARTS;

/** The parts that a user may open. */
export const partsFor = (user: Permitted): PartName[] =>
  (Object.keys(PARTS) as PartName[]).filter((name) => {
    const { permission }: Part = PARTS[name];
    return !permission || may(user, permission);
  });
