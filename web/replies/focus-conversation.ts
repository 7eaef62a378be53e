/** Gives the focus to the conversation, so that keys scroll it and Tab goes on from there. */
export function focusConversation(): void {
  document.querySelector<HTMLElement>("[data-conversation]")?.focus({ preventScroll: true });
}
