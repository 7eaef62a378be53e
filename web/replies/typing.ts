import { store } from "../lib/store.ts";

const PAUSE_MS = 4_000;
/** The ticket that the user is writing in. Others can see it. */
export const typingIn = store<string | null>(null);
let timer: ReturnType<typeof setTimeout> | undefined;

/** Reports that the user types or has stopped. After a pause they count as stopped. */
export function tellTyping(ticket: string, isTyping: boolean): void {
  clearTimeout(timer);
  typingIn.set(isTyping ? ticket : null);
  if (isTyping) timer = setTimeout(() => typingIn.set(null), PAUSE_MS);
}
