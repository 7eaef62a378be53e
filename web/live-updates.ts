import type { Query } from "@tanstack/react-query";
import { listenLive } from "./lib/live.ts";
import { queryClient } from "./lib/query-client.ts";
import { loadable } from "./ui/loadable.ts";

// How many tickets the list has, and each view in the sidebar. live-updates-filters.test.ts: which events change a filter.
const COUNTS = ["inbox-count", "view-counts"];
// WHEN something happens -> WHICH queries are read again. A query's key begins with the name of what it holds. The list of
// the inbox ("inbox-list") updates itself page by page: see rows/catch-up.ts.
const BY_KIND: readonly [prefix: string, keys: readonly string[]][] = [
  ["ticket.", ["inbox", ...COUNTS, "stats", "search"]],
  ["comment.", ["inbox", ...COUNTS]],
  ["attachment.", ["inbox", ...COUNTS]],
  ["reply.", COUNTS],
  ["company.", ["companies", "company", ...COUNTS]],
  ["contact.", ["contacts", "contact", ...COUNTS]],
  ["zone.", ["zones", "zone"]],
  ["checklist.", ["checklist"]],
  ["article.", ["articles"]],
  ["automation.", ["automations"]],
  ["user.", ["users", "user"]],
  ["view.", ["views", "view-counts"]],
  ["snooze.", ["snooze", ...COUNTS]],
  ["bulk.", ["recent-changes"]],
  ["sla.", [...COUNTS, "ticket-sla"]],
  ["survey.", [...COUNTS, "ticket-surveys", "contact-ratings"]],
  ["email.", ["ticket-sla"]],
];
const slaAlert = loadable(() => import("./sla/alert.ts"));
const OF_ONE_TICKET = ["ticket", "timeline", "conversation"];

const readAgain = new WeakSet<Query>();
/**
 * Reads queries again. A first read that is under way may have missed the change, but TanStack Query doesn't begin it
 * again, and its answer would count as new: such a query is read again after it.
 */
function reload(queryKey: readonly unknown[]): void {
  const begunBefore = queryClient
    .getQueryCache()
    .findAll({ queryKey, fetchStatus: "fetching" })
    .filter((query) => (query.state.data === undefined || !query.isActive()) && !readAgain.has(query));
  void queryClient.invalidateQueries({ queryKey });
  for (const query of begunBefore) {
    if (!query.promise) continue;
    readAgain.add(query);
    const again = () => {
      readAgain.delete(query);
      void queryClient.invalidateQueries({ queryKey: query.queryKey, exact: true });
    };
    query.promise.then(again, again);
  }
}

// lists are read again at most this often, and soon after an event if nothing happened before it
const QUIET_MS = 700;
const SOON_MS = 100;
const waiting = new Set<string>();
let timer: ReturnType<typeof setTimeout> | null = null;
let readAt = 0;

function reloadSoon(keys: readonly string[]): void {
  for (const key of keys) waiting.add(key);
  if (timer) return;
  const run = () => {
    timer = null;
    readAt = Date.now();
    for (const key of waiting) reload([key]);
    waiting.clear();
  };
  timer = setTimeout(run, Math.max(SOON_MS, readAt + QUIET_MS - Date.now()));
}

// presence does not change the ticket, but a user who stops typing may have sent a reply
function peopleCameOrWent(ticket: string, people: unknown): void {
  queryClient.setQueryData(["presence", ticket], people);
  reload(["replies", ticket]);
}

/** Reads again what has changed according to the events. The returned function ends that. */
export function startLiveUpdates(): () => void {
  return listenLive((kind, event) => {
    if (kind === "reset")
      return void queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "inbox-list" });
    for (const [prefix, keys] of BY_KIND) if (kind.startsWith(prefix)) reloadSoon(keys);
    if (kind === "sla.alert") slaAlert.load().then(({ showAlert }) => showAlert(event), console.error);
    if (kind === "presence") return peopleCameOrWent(String(event.ticket), event.people);
    if (event.ticket) for (const key of OF_ONE_TICKET) reload([key, event.ticket]);
  });
}
