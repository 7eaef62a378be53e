import type { DNSResolver } from "mailauth";

const KEPT_MS = 60_000;
const MAX_NAMES = 2000;
// "no such record" is an answer, too; a server that failed has not answered
const MISSING = new Set(["ENOTFOUND", "ENODATA"]);

type Answer = ReturnType<DNSResolver>;

/**
 * Looks up each record at most once a minute, because many customers write from the same few domains. Emails that need
 * the same record wait for the same lookup.
 */
export function keepAnswers(resolve: DNSResolver, now: () => number = Date.now): DNSResolver {
  const entries = new Map<string, { answer: Answer; until: number }>();
  return (name, type) => {
    const key = `${type} ${name.toLowerCase()}`;
    const earlier = entries.get(key);
    if (earlier && earlier.until > now()) return earlier.answer;
    // a map keeps the order of insertion, so the first entry is the oldest
    entries.delete(key);
    if (entries.size >= MAX_NAMES) entries.delete(entries.keys().next().value!);
    const entry = { answer: resolve(name, type), until: now() + KEPT_MS };
    entries.set(key, entry);
    entry.answer.catch((error: NodeJS.ErrnoException) => {
      if (!MISSING.has(error.code ?? "") && entries.get(key) === entry) entries.delete(key);
    });
    return entry.answer;
  };
}
