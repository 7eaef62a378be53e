const MAX_ADDRESSEES = 8;

/** Someone who can get an email. */
export interface Addressee {
  address: string;
  name: string;
}

const pickedNames = new Map<string, string>();
/** Keeps the name of a picked contact while the page is open, because the ticket knows only addresses. */
export const keepPicked = ({ address, name }: Addressee) => pickedNames.set(address.toLowerCase(), name);
export const nameOfPicked = (address: string): string | undefined => pickedNames.get(address.toLowerCase());

// one letter finds too many contacts
export const isShort = (text: string): boolean => text.length < 2;

interface Offers {
  text: string;
  people: readonly Addressee[];
  contacts: readonly Addressee[];
  /** Addresses that get the email already. */
  without: readonly string[];
}

/**
 * The people to offer, each address once, without those that are recipients already. The server has found the contacts for a
 * text of two letters or more.
 */
export function peopleToOffer({ text, people, contacts, without }: Offers): Addressee[] {
  const skip = new Set(["", ...without.map((address) => address.toLowerCase())]);
  const fits = ({ name, address }: Addressee) => `${name} ${address}`.toLowerCase().includes(text.toLowerCase());
  const all = isShort(text) ? [...people, ...contacts].filter(fits) : [...people.filter(fits), ...contacts];
  const free = all.filter(({ address }) => {
    const key = address.toLowerCase();
    return !skip.has(key) && skip.add(key);
  });
  return free.slice(0, MAX_ADDRESSEES);
}
