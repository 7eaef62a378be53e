import { store } from "../lib/store.ts";

const PAUSE_MS = 4_000;
/** The ticket that is written to right now; others are told. */
export const typingIn = store<string | null>(null);
let timer: ReturnType<typeof setTimeout> | undefined;

/** Somebody types, or has stopped: after a pause they have stopped by themselves. */
export function tellTyping(ticket: string, isTyping: boolean): void {
  clearTimeout(timer);
  typingIn.set(isTyping ? ticket : null);
  if (isTyping) timer = setTimeout(() => typingIn.set(null), PAUSE_MS);
}
