// The permissions, and which role has them. Separate from the endpoints, so that the web app applies the same rules
// without the schema library.

/** Permissions of agents. `self` concerns their own account. */
const AGENT = [
  "self",
  "ticket.view",
  "ticket.create",
  "ticket.change",
  "ticket.assign",
  "ticket.reply",
  "ticket.delete",
  "ticket.restore",
  "comment.internal",
  "comment.change",
  "file.add",
  "file.change",
  "bulk.change",
  "company.view",
  "company.manage",
  "contact.view",
  "contact.manage",
  "zone.view",
  "zone.manage",
  "view.use",
  "macro.use",
  "template.use",
  "report.view",
  "calendar.view",
  "routing.view",
  // only for teams that the agent leads
  "routing.change",
  "user.view",
  "knowledge.view",
  "knowledge.write",
] as const;
/** Permissions of Admins. `_any` covers records that others created. */
const ADMIN = [
  "trash.view",
  "ticket.restore_any",
  "comment.change_any",
  "file.change_any",
  "bulk.manage_any",
  "view.change_any",
  "macro.change_any",
  "template.change_any",
  "report.manage_any",
  "company.restore",
  "contact.restore",
  "contact.erase",
  "zone.restore",
  "user.manage",
  "user.contact",
  "team.manage",
  "settings.view",
  "mailbox.manage",
  "email.manage",
  "sla.manage",
  "automation.manage",
  "routing.manage",
  "knowledge.manage",
  "survey.manage",
  "portal.manage",
] as const;

export type Permission = (typeof AGENT)[number] | (typeof ADMIN)[number];
export type Role = "Sales" | "Finance" | "Tech" | "Music" | "Admin";

/** The permissions of each role. */
export const ROLE_PERMISSIONS: Readonly<Record<Role, readonly Permission[]>> = {
  Sales: AGENT,
  Finance: AGENT,
  Tech: AGENT,
  Music: AGENT,
  Admin: [...AGENT, ...ADMIN],
};

/** An actor. `permissions` can contain other words, such as those of the Django backend's client. */
export interface WithPermissions {
  id: string;
  permissions: readonly string[];
}

export const may = ({ permissions }: Pick<WithPermissions, "permissions">, permission: Permission): boolean =>
  permissions.includes(permission);

/** Whether an actor may change or delete a comment: its author and Admins may. */
export const mayChangeComment = (actor: WithPermissions, { author }: { author: string | null }): boolean =>
  may(actor, "comment.change_any") || (author === actor.id && may(actor, "comment.change"));

/** Whether an actor may rename, replace or delete a file: its uploader and Admins may. */
export const mayChangeFile = (actor: WithPermissions, { uploaded_by }: { uploaded_by: string | null }): boolean =>
  may(actor, "file.change_any") || (uploaded_by === actor.id && may(actor, "file.change"));

/** Whether an actor may change or delete a view: its owner and Admins may. */
export const mayChangeView = (actor: WithPermissions, { owner }: { owner: string | null }): boolean =>
  owner === actor.id || may(actor, "view.change_any");
