import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterPostgres,
  RateLimiterRes,
} from "rate-limiter-flexible";
import { tooManyRequests } from "../../wire/problems.ts";
import { type Db, type IndependentQuery, query } from "./database.ts";

const MINUTE = 60;
// counted in the table sign_in_attempts, not only for sign-ins
const LIMITS = {
  account: { points: 10, duration: 15 * MINUTE },
  address: { points: 100, duration: 15 * MINUTE },
  // for one name, from all clients together
  reset: { points: 5, duration: 15 * MINUTE },
  refresh: { points: 5, duration: 10 },
  // links to sign in to the help center: for one address, and from one network
  link: { points: 3, duration: 15 * MINUTE },
  link_network: { points: 20, duration: 60 * MINUTE },
  // what a contact writes in the help center
  portal_write: { points: 30, duration: 15 * MINUTE },
  // passwords for the help center: for one address or contact, and from one network
  portal_password: { points: 10, duration: 15 * MINUTE },
  portal_password_network: { points: 100, duration: 15 * MINUTE },
  // downloads of everything that a contact has written
  portal_export: { points: 5, duration: 60 * MINUTE },
  // the form on other sites: from one network, with one token, for one address
  contact_form: { points: 20, duration: 60 * MINUTE },
  contact_form_token: { points: 1, duration: 150 * MINUTE },
  contact_form_address: { points: 5, duration: 60 * MINUTE },
  // answers through the links in emails, from one network
  survey: { points: 60, duration: 15 * MINUTE },
};

/**
 * Counts attempts over all servers. It has its own connections: in the transaction of a request, a refusal would undo its own
 * count.
 */
export interface Attempts {
  /**
   * Counts an attempt before it is made, so that only the first of many concurrent ones get through. Returns a function that
   * removes it from the count. Throws 429 if there were too many.
   */
  take(kind: keyof typeof LIMITS, who: string): Promise<() => Promise<void>>;
  /** Throws 429 if there were too many; does not count. */
  check(kind: keyof typeof LIMITS, who: string): Promise<void>;
  /** Counts an attempt that has failed. */
  count(kind: keyof typeof LIMITS, who: string): Promise<void>;
}

const nothing = async () => {};
/** Limits nothing (`RATE_LIMIT=off`). */
export const NO_LIMITS: Attempts = { take: async () => nothing, check: nothing, count: nothing };

export function openAttempts(independentQuery: IndependentQuery): Attempts {
  const storeClient = {
    query: async ({ text, values }: { text: string; values: unknown[] }) => {
      const rows = await independentQuery(text, values);
      return { rows, rowCount: rows.length };
    },
  };
  const table = {
    storeType: "client",
    tableName: "sign_in_attempts",
    tableCreated: true,
    clearExpiredByTimeout: false,
  };
  const limiters = Object.fromEntries(
    Object.entries(LIMITS).map(([keyPrefix, limit]) => [
      keyPrefix,
      new RateLimiterPostgres({ storeClient, ...table, keyPrefix, ...limit }),
    ]),
  ) as Record<keyof typeof LIMITS, RateLimiterPostgres>;
  return {
    async take(kind, who) {
      await consume(limiters[kind], who);
      return async () => void (await limiters[kind].reward(who));
    },
    async check(kind, who) {
      const state = await limiters[kind].get(who);
      if (state && state.consumedPoints >= LIMITS[kind].points) throw tooMany(state);
    },
    count: async (kind, who) => void (await limiters[kind].penalty(who)),
  };
}

const REQUESTS = {
  user: { points: 1200, duration: MINUTE },
  address: { points: 300, duration: MINUTE },
  // suggestions of articles while customers type, for one network; apart from pages, because they can wait a minute
  suggestions: { points: 120, duration: MINUTE },
};
export type RequestKind = keyof typeof REQUESTS;

/** Limits requests by their sender and purpose. The counts are in memory, so that a request costs no statement. */
export function openThrottle(): (kind: RequestKind, who: string) => Promise<void> {
  const limiters = Object.fromEntries(
    Object.entries(REQUESTS).map(([kind, limit]) => [kind, new RateLimiterMemory(limit)]),
  ) as Record<RequestKind, RateLimiterMemory>;
  return (kind, who) => consume(limiters[kind], who);
}

async function consume(limiter: RateLimiterAbstract, who: string): Promise<void> {
  try {
    await limiter.consume(who);
  } catch (error) {
    throw error instanceof RateLimiterRes ? tooMany(error) : error;
  }
}

const tooMany = ({ msBeforeNext }: RateLimiterRes) => tooManyRequests(Math.max(1, Math.ceil(msBeforeNext / 1000)));

export const deleteExpiredAttempts = (db: Db) =>
  query(db, "delete from sign_in_attempts where expire < extract(epoch from now()) * 1000");
