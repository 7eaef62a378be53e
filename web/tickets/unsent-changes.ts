import type { TicketChange, TicketField } from "./change-ticket.ts";

interface Unsent {
  begun: TicketChange;
  send(begun: TicketChange): void;
}

/** Changes that could not be sent, the last one of each field. */
export class UnsentChanges {
  readonly #changes = new Map<TicketField, Unsent>();

  /**
   * Keeps a change for later. `begun` is what the person saw in the fields. If that was an earlier change of their own
   * that was not sent either, the value before it counts, because the server does not know the one in between.
   */
  add(field: TicketField, begun: TicketChange, send: Unsent["send"]): void {
    const earlier = this.#changes.get(field)?.begun ?? {};
    const known = Object.entries(earlier).filter(([name]) => name in begun);
    this.#changes.set(field, { begun: { ...begun, ...Object.fromEntries(known) }, send });
  }

  delete(field: TicketField): void {
    this.#changes.delete(field);
  }

  takeAll(): (() => void)[] {
    const all = [...this.#changes.values()];
    this.#changes.clear();
    return all.map(
      ({ begun, send }) =>
        () =>
          send(begun),
    );
  }
}
