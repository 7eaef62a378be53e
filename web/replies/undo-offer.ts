import "../lib/later-texts.ts";
import { t } from "../lib/texts.ts";
import { hideNotice, showNotice } from "../ui/notices.ts";
import type { Reply } from "./replies-query.ts";

// a little before the reply leaves
const EARLY_MS = 1_000;
const offers = new Map<string, string>();

/** Offers to undo sending a reply, on every page, until the reply is sent. */
export function offerUndo(reply: Reply, ticketNumber: string, undo: () => void): void {
  const forMs = reply.leavesAt - Date.now() - EARLY_MS;
  if (forMs <= 0 || offers.has(reply.id)) return;
  const onOver = () => offers.delete(reply.id);
  const run = () => {
    onOver();
    undo();
  };
  offers.set(reply.id, showNotice(t("replies.onItsWay", { number: ticketNumber }), { forMs, onOver, run }));
}

/** Withdraws the offer, because the reply itself is on the screen or is not waiting any more. */
export function withdrawUndo(reply: string): void {
  const offer = offers.get(reply);
  offers.delete(reply);
  if (offer) hideNotice(offer);
}
