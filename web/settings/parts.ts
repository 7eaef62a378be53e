import "../lib/later-texts.ts";
import { may, type Permission, type WithPermissions } from "../../wire/permissions.ts";

/** Whom settings concern: the user alone, or everyone at the desk. */
export const PART_GROUPS = ["you", "desk"] as const;

interface Part {
  group: (typeof PART_GROUPS)[number];
  /** The key of its name in the text catalogue. */
  title: string;
  /** The permission to open it; everyone may if it is left out. */
  permission?: Permission;
}

/** The parts of Settings in their order. Their content and icons are in SettingsPage.tsx. */
export const PARTS = {
  profile: { group: "you", title: "settings.profile" },
  preferences: { group: "you", title: "settings.preferences" },
  notifications: { group: "you", title: "notify.title" },
  security: { group: "you", title: "settings.security" },
  setup: { group: "desk", title: "setup.title", permission: "automation.manage" },
  email: { group: "desk", title: "email.title", permission: "mailbox.manage" },
  officeHours: { group: "desk", title: "setup.steps.hours", permission: "sla.manage" },
  sla: { group: "desk", title: "setup.steps.policies", permission: "sla.manage" },
  assignment: { group: "desk", title: "assignment.title" },
  automations: { group: "desk", title: "automations.title", permission: "automation.manage" },
  macros: { group: "desk", title: "macros.title" },
  templates: { group: "desk", title: "templates.title" },
  helpCenter: { group: "desk", title: "helpCenter.title", permission: "portal.manage" },
  surveys: { group: "desk", title: "surveys.title", permission: "survey.manage" },
  reports: { group: "desk", title: "reportEmails.title" },
  server: { group: "desk", title: "settings.server", permission: "settings.view" },
} as const satisfies Record<string, Part>;
export type PartName = keyof typeof PARTS;

/** The parts that a user may open. */
export const partsFor = (user: WithPermissions): PartName[] =>
  (Object.keys(PARTS) as PartName[]).filter((name) => {
    const { permission }: Part = PARTS[name];
    return !permission || may(user, permission);
  });
