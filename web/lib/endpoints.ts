import type { z } from "zod";
import type { Endpoint } from "../../wire/endpoint.ts";
import type { Fields, Values } from "../../wire/fields.ts";

// Only the types of the endpoints; their descriptions are not sent to the browser.
type WireModules =
  | typeof import("../../wire/attachments.ts")
  | typeof import("../../wire/auth.ts")
  | typeof import("../../wire/automations.ts")
  | typeof import("../../wire/automation-trial.ts")
  | typeof import("../../wire/bulk.ts")
  | typeof import("../../wire/bulk-macros.ts")
  | typeof import("../../wire/bulk-preview.ts")
  | typeof import("../../wire/calendars.ts")
  | typeof import("../../wire/comments.ts")
  | typeof import("../../wire/checklists.ts")
  | typeof import("../../wire/companies.ts")
  | typeof import("../../wire/contact-addresses.ts")
  | typeof import("../../wire/contacts.ts")
  | typeof import("../../wire/contact-form.ts")
  | typeof import("../../wire/desk-logo.ts")
  | typeof import("../../wire/erasures.ts")
  | typeof import("../../wire/inbox.ts")
  | typeof import("../../wire/drafts.ts")
  | typeof import("../../wire/email-templates.ts")
  | typeof import("../../wire/email-status.ts")
  | typeof import("../../wire/emails.ts")
  | typeof import("../../wire/inbox.ts")
  | typeof import("../../wire/inbound.ts")
  | typeof import("../../wire/incoming.ts")
  | typeof import("../../wire/mailbox-grants.ts")
  | typeof import("../../wire/knowledge.ts")
  | typeof import("../../wire/knowledge-use.ts")
  | typeof import("../../wire/knowledge-import.ts")
  | typeof import("../../wire/mailboxes.ts")
  | typeof import("../../wire/links.ts")
  | typeof import("../../wire/merges.ts")
  | typeof import("../../wire/notifications.ts")
  | typeof import("../../wire/followers.ts")
  | typeof import("../../wire/opened-tickets.ts")
  | typeof import("../../wire/outbound.ts")
  | typeof import("../../wire/participants.ts")
  | typeof import("../../wire/portal.ts")
  | typeof import("../../wire/password-links.ts")
  | typeof import("../../wire/preferences.ts")
  | typeof import("../../wire/presence.ts")
  | typeof import("../../wire/remote-pictures.ts")
  | typeof import("../../wire/replies.ts")
  | typeof import("../../wire/report-schedules.ts")
  | typeof import("../../wire/reports.ts")
  | typeof import("../../wire/routing.ts")
  | typeof import("../../wire/skills.ts")
  | typeof import("../../wire/sender-rules.ts")
  | typeof import("../../wire/server-settings.ts")
  | typeof import("../../wire/suppressions.ts")
  | typeof import("../../wire/session.ts")
  | typeof import("../../wire/inbox.ts")
  | typeof import("../../wire/search.ts")
  | typeof import("../../wire/macros.ts")
  | typeof import("../../wire/recurrences.ts")
  | typeof import("../../wire/ticket-templates.ts")
  | typeof import("../../wire/sla.ts")
  | typeof import("../../wire/ticket-sla.ts")
  | typeof import("../../wire/views.ts")
  | typeof import("../../wire/tickets.ts")
  | typeof import("../../wire/snoozes.ts")
  | typeof import("../../wire/surveys.ts")
  | typeof import("../../wire/users.ts")
  | typeof import("../../wire/views.ts")
  | typeof import("../../wire/zones.ts");

type EndpointsIn<M> = M extends unknown ? Extract<M[keyof M], Endpoint> : never;
type ApiEndpoint = EndpointsIn<WireModules>;

export type PathOf<Method extends string> = Extract<ApiEndpoint, { method: Method }>["path"];
type At<Method extends string, Path extends string> = Extract<ApiEndpoint, { method: Method; path: Path }>;

export interface Page<Row> {
  count?: number;
  next: string | null;
  previous: string | null;
  results: Row[];
}

type Shape<E> = E extends { answer: infer A extends z.ZodType } ? z.output<A> : undefined;
/** The type of an endpoint's response. */
export type AnswerOf<Method extends string, Path extends string> =
  At<Method, Path> extends infer E ? (E extends { answerType: "page" } ? Page<Shape<E>> : Shape<E>) : never;
/** The type of an endpoint's request body. */
export type BodyOf<Method extends string, Path extends string> =
  At<Method, Path> extends { body: infer F extends Fields } ? Partial<Values<F>> : FormData | Record<string, unknown>;
