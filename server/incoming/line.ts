import { tagOf } from "../emails/addresses.ts";
import type { ParsedEmail } from "./message.ts";
import type { ClaimedArrival } from "./settle.ts";

/** The place of an email among those that are being processed. */
export interface PlaceInLine {
  /** Says what the email may belong to, as soon as that is known. */
  belongsTo(keys: ReadonlySet<string>): void;
  /** Runs the work after all earlier emails that may belong to the same conversation, one at a time. */
  inTurn(work: () => Promise<void>): Promise<void>;
  leave(): void;
}

interface Waiting {
  keys: PromiseWithResolvers<ReadonlySet<string>>;
  left: PromiseWithResolvers<void>;
}

/**
 * Keeps the emails of one conversation in the order of arrival, while other conversations overtake them. An email waits
 * until all earlier ones are read, because until then it is unknown which conversation they belong to.
 */
export function openLine(): { join(): PlaceInLine } {
  const line = new Set<Waiting>();
  // in the database they would wait for each other anyway, each on a connection that requests need
  let working: Promise<unknown> = Promise.resolve();
  return {
    join: () => {
      let before = [...line];
      const own: Waiting = { keys: Promise.withResolvers(), left: Promise.withResolvers() };
      line.add(own);
      return {
        belongsTo: (keys) => own.keys.resolve(keys),
        inTurn: async (work) => {
          const keys = await own.keys.promise;
          for (const { keys: theirs, left } of before)
            if (!keys.isDisjointFrom(await theirs.promise)) await left.promise;
          const result = working.then(work);
          working = result.catch(() => {});
          await result;
        },
        leave: () => {
          line.delete(own);
          before = [];
          own.keys.resolve(new Set());
          own.left.resolve();
        },
      };
    },
  };
}

/** The place of an email that is processed alone and waits for no other. */
export const alone: PlaceInLine = { belongsTo: () => {}, inTurn: (work) => work(), leave: () => {} };

/** Keys that two emails of one conversation or one sender share. */
export function conversationKeys(
  { sha256, chosen_ticket, envelope }: ClaimedArrival,
  message: ParsedEmail,
): Set<string> {
  const { sender, messageId, inReplyTo, references, subject, addressed } = message;
  const ids = [messageId, inReplyTo, ...references].filter((id) => id !== null);
  const tokens = [...(envelope.to ?? []), ...addressed].map((address) => tagOf(address)?.token);
  const numbers = [...subject.matchAll(/\bT-\d{8}-\d{4,8}\b/gi)].map(([number]) => number.toUpperCase());
  const from = "address" in sender ? sender.address.toLowerCase() : "";
  return new Set([sha256, from, chosen_ticket, ...ids, ...tokens, ...numbers].filter((key) => typeof key === "string"));
}
