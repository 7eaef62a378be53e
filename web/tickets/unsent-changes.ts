import type { SeenValues, TicketField } from "./change-ticket.ts";

interface Unsent {
  seenValues: SeenValues;
  send(seenValues: SeenValues): void;
}

/** Changes that could not be sent, the last one of each field. */
export class UnsentChanges {
  readonly #changes = new Map<TicketField, Unsent>();

  /**
   * Keeps a change for later. `seenValues`: the values that the user saw in the fields. If those came from an earlier unsent change,
   * the values before it count, because the server never saw the ones in between.
   */
  add(field: TicketField, seenValues: SeenValues, send: Unsent["send"]): void {
    const earlier = this.#changes.get(field)?.seenValues ?? {};
    const fields = Object.entries(earlier).filter(([name]) => name in seenValues);
    this.#changes.set(field, { seenValues: { ...seenValues, ...Object.fromEntries(fields) }, send });
  }

  delete(field: TicketField): void {
    this.#changes.delete(field);
  }

  takeAll(): (() => void)[] {
    const all = [...this.#changes.values()];
    this.#changes.clear();
    return all.map(
      ({ seenValues, send }) =>
        () =>
          send(seenValues),
    );
  }
}
