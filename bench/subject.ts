import { get, loginShot, read, requestToken, type Shot, send } from "./api.ts";
import type { BenchServer } from "./options.ts";

interface TicketPage {
  count?: number;
  next: string | null;
  results: { id: string; company?: string; assigned_to?: string | null }[];
}

/** What the requests are about. All of it is read through the API. */
export interface BenchSubject {
  server: BenchServer & { size: number };
  token: string;
  /** Up to `n` ticket IDs, spread evenly over the whole list. */
  tickets(n: number): Promise<string[]>;
  companies: string[];
  users: string[];
  logins: { username: string; password: string }[];
  /** A cursor request for a page of 20 tickets in the middle of the list; null if the server has no cursors. */
  halfway(): Promise<Shot | null>;
}

export async function readSubject(server: BenchServer): Promise<BenchSubject> {
  const token = await requestToken(server);
  const first = await read<TicketPage>(server.base, token, "/tickets/?page_size=200");
  const count = first.count ?? 0;
  const numbersByCompany = new Map<number, string[]>();
  const subject: BenchSubject = {
    server: { ...server, size: server.size ?? count },
    token,
    companies: distinct(first.results.map((each) => each.company)),
    users: distinct(first.results.map((each) => each.assigned_to)),
    logins: await knownLogins(server),
    halfway: () => halfway(server, subject.token, count),
    async tickets(n) {
      const ids = numbersByCompany.get(n) ?? (await spread(server, subject.token, n, count));
      numbersByCompany.set(n, ids);
      return ids;
    },
  };
  return subject;
}

const distinct = (values: (string | null | undefined)[]) => [...new Set(values.filter((each) => each != null))];

async function spread({ base }: BenchServer, token: string, n: number, count: number): Promise<string[]> {
  const size = Math.min(1000, Math.max(20, n / 10));
  const pages = Math.max(1, Math.floor(count / size));
  const pageCount = Math.min(pages, Math.ceil(n / size));
  const ids: string[] = [];
  for (let at = 0; at < pageCount; at += 1) {
    const page = 1 + Math.floor((at * pages) / pageCount);
    const { results } = await read<TicketPage>(base, token, `/tickets/?fields=id&page_size=${size}&page=${page}`);
    ids.push(...results.map((each) => each.id));
  }
  return distinct(ids).slice(0, n);
}

// Users of the benchmark's own data and of the peer's. If they cannot sign in, only the user of the options is used.
async function knownLogins(server: BenchServer): Promise<BenchSubject["logins"]> {
  const { password } = server;
  const logins: BenchSubject["logins"] = [];
  for (let at = 0; at < 16; at += 1) {
    const username = `user${String(at).padStart(2, "0")}`;
    if ((await send(server.base, loginShot(username, password))).status !== 200) break;
    logins.push({ username, password });
  }
  return logins.length > 0 ? logins : [{ username: server.username, password }];
}

async function halfway({ base }: BenchServer, token: string, count: number): Promise<Shot | null> {
  const size = 1000;
  let path = `/tickets/?cursor=&fields=id&page_size=${size}`;
  for (let offset = 0; offset < count / 2; offset += size) {
    const page = await read<TicketPage>(base, token, path);
    if (page.count !== undefined) return null;
    if (!page.next) break;
    path = `/tickets/?cursor=${new URL(page.next).searchParams.get("cursor")}&fields=id&page_size=${size}`;
  }
  return get(token, path.replace(`&fields=id&page_size=${size}`, ""));
}
