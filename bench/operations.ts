import { randomBytes } from "node:crypto";
import { API_PATH, get, loginShot, postShot, type Shot } from "./api.ts";
import type { BenchSubject } from "./subject.ts";

export interface BenchOperation {
  name: string;
  title: string;
  /** The requests to send in turn; none if the server does not have this operation. */
  shots(subject: BenchSubject): Promise<Shot[]> | Shot[];
}

const reading = (name: string, title: string, path: string): BenchOperation => ({
  name,
  title,
  shots: ({ token }) => [get(token, path)],
});

const detail = (name: string, title: string, n: number): BenchOperation => ({
  name,
  title,
  shots: async (subject) =>
    subject.server.size < n ? [] : (await subject.tickets(n)).map((id) => get(subject.token, `/tickets/${id}/`)),
});

// A server's cache has space for the first number of tickets, but not for the second.
const MANY = 10_000;
const MOST = 30_000;
// Writes are spread over many tickets, because a fast server gets more of them, and its tickets would get many more
// comments. Reading more IDs than this takes a slow server too long.
const MAX_WRITES = 2000;

export const OPERATIONS: readonly BenchOperation[] = [
  reading("list", "list, first 20", "/tickets/"),
  reading("filter", "list: status, priority, open", "/tickets/?status=assigned&priority=urgent&open=true"),
  reading("deep", "list: most urgent, page 50", "/tickets/?ordering=-priority&page=50"),
  {
    name: "cursor",
    title: "list: halfway down, by cursor",
    shots: async (subject) => [await subject.halfway()].filter((each) => each !== null),
  },
  detail("detail", "a ticket, of 2,000 in turn", MAX_WRITES),
  detail("detail-many", "a ticket, of 10,000 in turn", MANY),
  detail("detail-most", "a ticket, of 30,000 in turn", MOST),
  reading("stats", "stats", "/tickets/stats/"),
  reading("search-one", "search: one rare word", "/tickets/?search=xylograph"),
  reading("search-two", "search: two rare words", "/tickets/?search=xylograph%20quokka"),
  reading("search-number", "search: T-2025, half of all", "/tickets/?search=T-2025"),
  {
    name: "login",
    title: "login",
    shots: ({ logins }) => logins.map(({ username, password }) => loginShot(username, password)),
  },
  {
    name: "upload",
    title: "upload of 1 MB",
    shots: async (subject) => (await subject.tickets(MAX_WRITES)).slice(-16).map((id) => upload(subject.token, id)),
  },
  {
    name: "assign",
    title: "assign",
    shots: async ({ token, users, tickets }) =>
      (await tickets(MAX_WRITES)).map((id, at) =>
        postShot(token, `/tickets/${id}/assign/`, { user_id: users[at % users.length] }),
      ),
  },
  {
    name: "comment",
    title: "add_comment",
    shots: async ({ token, tickets }) =>
      (await tickets(MAX_WRITES)).map((id, at) =>
        postShot(token, `/tickets/${id}/add_comment/`, {
          text: `Swapped the cable on port ${at} and watched it for an hour: no drop since. Please tell us whether it holds.`,
          is_internal: at % 3 === 0,
        }),
      ),
  },
  {
    name: "create",
    title: "create",
    shots: ({ token, companies }) =>
      companies.map((company, at) =>
        postShot(token, "/tickets/", {
          subject: `Printer on floor ${at} prints blank pages`,
          description: "It began after the weekend; a new cartridge and another tray made no difference to it. ".repeat(
            3,
          ),
          priority: "high",
          category: "technical",
          company,
          due_date: "2027-01-15T17:00:00Z",
        }),
      ),
  },
];

function upload(token: string, ticket: string): Shot {
  const mark = "----docket-bench-boundary";
  const head =
    `--${mark}\r\nContent-Disposition: form-data; name="ticket"\r\n\r\n${ticket}\r\n` +
    `--${mark}\r\nContent-Disposition: form-data; name="file"; filename="photo.png"\r\nContent-Type: image/png\r\n\r\n`;
  return {
    method: "POST",
    path: `${API_PATH}/ticket-attachments/`,
    headers: {
      accept: "application/json",
      authorization: `Bearer ${token}`,
      "content-type": `multipart/form-data; boundary=${mark}`,
    },
    body: Buffer.concat([Buffer.from(head), randomBytes(1024 * 1024), Buffer.from(`\r\n--${mark}--\r\n`)]),
  };
}
