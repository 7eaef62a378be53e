import type { Status } from "../../wire/ticket-words.ts";
import type { Texts } from "./texts.ts";
import type { Visit } from "./visit.ts";

const STATUS_CLASS: Partial<Record<Status, string>> = { pending: "yours", resolved: "done" };
const STATUS_TEXT: Record<Status, keyof Texts> = {
  new: "received",
  assigned: "onIt",
  in_progress: "onIt",
  pending: "yourTurn",
  resolved: "solved",
  closed: "closed",
};

/** The status in the customer's words. If the desk wrote last in an open ticket, it is answered. */
export function statusOf({ texts }: Visit, status: Status, isLastOurs: boolean): string {
  const isAnswered = isLastOurs && (STATUS_TEXT[status] === "received" || STATUS_TEXT[status] === "onIt");
  const [style, text] = isAnswered
    ? ["yours", texts.answered]
    : [STATUS_CLASS[status] ?? "", texts[STATUS_TEXT[status]]];
  return `<span class="status ${style}">${text}</span>`;
}

/** The anchor of a ticket's latest message. */
export const NEWEST_ORDER = "newest";
