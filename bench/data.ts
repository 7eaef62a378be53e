import { VOCABULARY } from "./words.ts";

// Every value is a hash of its row's number, so that every run on every machine has the same rows.

/** The last day of the data. It is fixed, so that the same tickets are open and overdue in every run. */
const ANCHOR_MS = Date.UTC(2026, 10, 20);
const TWO_YEARS_MS = 730 * 86_400_000;
const HOUR_MS = 3_600_000;
const USERS = 50;

const STATUSES = ["new", "assigned", "in_progress", "pending", "resolved", "closed"] as const;
const CATEGORIES = ["technical", "billing", "zone_config", "account", "feature_request", "general"] as const;
const TEAM_OF: Record<string, string> = {
  technical: "Tech",
  billing: "Finance",
  zone_config: "Music",
  account: "Sales",
};
const ROLES = ["Tech", "Sales", "Tech", "Finance", "Music"] as const;
const FIRST_NAMES = ["Ada", "Bilal", "Chiara", "Dmitri", "Esi", "Farid", "Greta", "Hana", "Ivo", "Jun"];
const LAST_NAMES = ["Abe", "Berg", "Costa", "Diaz", "Evans", "Fox", "Gill", "Hahn", "Ito", "Jones"];
const FIRMS = ["Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Ginkgo", "Hazel", "Ivy", "Juniper"];
const TRADES = ["Bakery", "Clinic", "Dental", "Freight", "Gardens", "Hotel", "Logistics", "Museum", "Press", "School"];

function mix(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return h ^ (h >>> 16);
}

/** 32 bits of a hash of a row's number and a question about the row. */
const hash = (what: number, row: number, part = 0): number =>
  mix(mix(Math.imul(row + 1, 0x9e3779b1) ^ Math.imul(what + 1, 0x85ebca77)) + Math.imul(part + 1, 0xc2b2ae3d)) >>> 0;
export const share = (what: number, row: number, part = 0) => hash(what, row, part) / 2 ** 32;
export const below = (n: number, what: number, row: number, part = 0) => hash(what, row, part) % n;

const KIND = {
  user: 1,
  company: 2,
  contact: 3,
  zone: 4,
  ticket: 5,
  comment: 6,
  attachment: 7,
  kbCategory: 8,
  kbArticle: 9,
} as const;
// questions about a row, each with its own random numbers
const ASK = {
  status: 20,
  assigned: 21,
  assignee: 22,
  company: 23,
  contact: 24,
  zone: 25,
  priority: 26,
  category: 27,
  creator: 28,
  moment: 29,
  due: 30,
  dueDays: 31,
  solved: 32,
  subject: 33,
  description: 34,
  comments: 35,
  file: 36,
  size: 37,
  uploader: 38,
  internal: 39,
  hour: 40,
  text: 41,
  author: 42,
  name: 43,
} as const;

/** A hash in the form of a version 4 UUID. */
export function uuid(kind: keyof typeof KIND, row: number, part = 0): string {
  const word = (n: number) =>
    hash(KIND[kind] * 100 + n, row, part)
      .toString(16)
      .padStart(8, "0");
  const [a, b, c, d] = [word(0), word(1), word(2), word(3)];
  return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-8${c.slice(1, 4)}-${c.slice(4)}${d}`;
}

// As in natural languages, most of a text consists of a few words, and many words are rare.
function prose(what: number, row: number, part: number, length: number): string {
  let text = "";
  for (let at = 0; at < length; at += 1) {
    const h = hash(what + 50, row * 7 + part, at);
    const word = VOCABULARY[Math.floor(VOCABULARY.length * (h / 2 ** 32) ** 1.8)]!;
    const isFirst = at % 9 === 0;
    text += isFirst ? word[0]!.toUpperCase() + word.slice(1) : word;
    text += at === length - 1 || at % 9 === 8 ? "." : h % 43 === 0 ? "," : "";
    if (at < length - 1) text += " ";
  }
  return text;
}

const time = (ms: number | null) => (ms === null ? "\\N" : new Date(ms).toISOString());
const orNull = (value: string | null) => value ?? "\\N";
const line = (values: (string | number | boolean)[]) => `${values.join("\t")}\n`;

interface Ticket {
  row: number;
  created: number;
  status: (typeof STATUSES)[number];
  company: number;
  assignee: number | null;
  comments: number;
}

const commentAt = ({ row, created }: Ticket, at: number) => created + (at + share(ASK.hour, row, at)) * 5 * HOUR_MS;
const isInternal = ({ row }: Ticket, at: number) => below(3, ASK.internal, row, at) === 0;

function ticketOf(row: number, n: number, companies: number): Ticket {
  const s = share(ASK.status, row);
  const status = STATUSES[[0.08, 0.17, 0.25, 0.3, 0.55, 1].findIndex((upTo) => s < upTo)]!;
  const step = TWO_YEARS_MS / n;
  return {
    row,
    status,
    created: Math.floor(ANCHOR_MS - TWO_YEARS_MS + (row + share(ASK.moment, row)) * step),
    company: below(companies, ASK.company, row),
    assignee: status === "new" || below(20, ASK.assigned, row) === 0 ? null : below(USERS, ASK.assignee, row),
    comments: 1 + below(5, ASK.comments, row),
  };
}

const roleOf = (user: number) => (user === 0 ? "Admin" : ROLES[user % ROLES.length]!);

/** The columns of a table, and its rows in the format of PostgreSQL's COPY. */
export interface Rows {
  table: string;
  columns: string;
  lines(): Generator<string>;
}

/** A desk with n tickets and 50 users, and for every 10,000 tickets 100 companies, 300 contacts and 200 zones. */
export function helpDesk(n: number, passwordHash: string): Rows[] {
  const companies = Math.max(10, Math.floor(n / 100));
  const repeat = (times: number, row: (at: number) => string) =>
    function* () {
      for (let at = 0; at < times; at += 1) yield row(at);
    };
  return [
    {
      table: "users",
      columns: "id, username, password, first_name, last_name, email, role, date_joined",
      lines: repeat(USERS, (at) => userLine(at, passwordHash)),
    },
    {
      table: "companies",
      columns: "id, name, country, city, industry, created_at, updated_at",
      lines: repeat(companies, companyLine),
    },
    {
      table: "contacts",
      columns: "id, company, name, email, title, created_at, updated_at",
      lines: repeat(companies * 3, contactLine),
    },
    {
      table: "zones",
      columns: "id, company, name, status, created_at, updated_at",
      lines: repeat(companies * 2, zoneLine),
    },
    {
      table: "tickets",
      columns: `id, ticket_number, subject, description, status, priority, category, company, contact, zone, assigned_to,
        assigned_team, created_by, first_response_at, resolved_at, closed_at, due_date, tags, created_at, updated_at`,
      lines: () => ticketLines(n, companies),
    },
    {
      table: "comments",
      columns: "id, ticket, author, text, is_internal, created_at, updated_at",
      lines: () => commentLines(n, companies),
    },
    {
      table: "attachments",
      columns: "id, ticket, file, name, size, uploaded_by, created_at",
      lines: () => attachmentLines(n, companies),
    },
  ];
}

const JOIN_TIME = time(ANCHOR_MS - 1.5 * TWO_YEARS_MS);

function userLine(at: number, passwordHash: string): string {
  const name = `user${String(at).padStart(2, "0")}`;
  const [first, last] = [FIRST_NAMES[at % 10]!, LAST_NAMES[Math.floor(at / 10)]!];
  return line([uuid("user", at), name, passwordHash, first, last, `${name}@desk.example`, roleOf(at), JOIN_TIME]);
}

function companyLine(at: number): string {
  const name = `${FIRMS[at % 10]} ${TRADES[Math.floor(at / 10) % 10]} ${at}`;
  return line([uuid("company", at), name, "Portugal", `Town ${at % 40}`, TRADES[at % 10]!, JOIN_TIME, JOIN_TIME]);
}

function contactLine(at: number): string {
  const name = `${FIRST_NAMES[below(10, ASK.name, at)]} ${LAST_NAMES[below(10, ASK.name, at, 1)]}`;
  const company = uuid("company", Math.floor(at / 3));
  return line([uuid("contact", at), company, name, `contact${at}@firm.example`, "Manager", JOIN_TIME, JOIN_TIME]);
}

const zoneLine = (at: number) =>
  line([
    uuid("zone", at),
    uuid("company", Math.floor(at / 2)),
    `Floor ${1 + (at % 2)}`,
    "online",
    JOIN_TIME,
    JOIN_TIME,
  ]);

function* ticketLines(n: number, companies: number): Generator<string> {
  let [day, serial] = ["", 0];
  for (let row = 0; row < n; row += 1) {
    const ticket = ticketOf(row, n, companies);
    const today = new Date(ticket.created).toISOString().slice(0, 10).replaceAll("-", "");
    serial = today === day ? serial + 1 : 1;
    day = today;
    yield ticketLine(ticket, `T-${day}-${String(serial).padStart(4, "0")}`);
  }
}

function ticketLine(ticket: Ticket, number: string): string {
  const { row, created, status, company, assignee, comments } = ticket;
  const category = CATEGORIES[below(6, ASK.category, row)]!;
  const p = share(ASK.priority, row);
  const firstReply = Array.from({ length: comments }, (_, at) => at).find((at) => !isInternal(ticket, at));
  const isSolved = status === "resolved" || status === "closed";
  const rare = `${row % 53 === 7 ? " Xylograph." : ""}${row % 97 === 7 ? " Quokka." : ""}`;
  return line([
    uuid("ticket", row),
    number,
    prose(ASK.subject, row, 0, 4 + below(5, ASK.subject, row)),
    prose(ASK.description, row, 0, 37 + below(57, ASK.description, row)) + rare,
    status,
    p < 0.25 ? "low" : p < 0.7 ? "medium" : p < 0.92 ? "high" : "urgent",
    category,
    uuid("company", company),
    orNull(below(10, ASK.contact, row) > 0 ? uuid("contact", company * 3 + (row % 3)) : null),
    orNull(below(2, ASK.zone, row) > 0 ? uuid("zone", company * 2 + (row % 2)) : null),
    orNull(assignee === null ? null : uuid("user", assignee)),
    assignee === null ? (TEAM_OF[category] ?? "") : roleOf(assignee),
    uuid("user", below(USERS, ASK.creator, row)),
    time(firstReply === undefined ? null : commentAt(ticket, firstReply)),
    time(isSolved ? created + share(ASK.solved, row) * 144 * HOUR_MS : null),
    time(status === "closed" ? created + 168 * HOUR_MS : null),
    time(below(5, ASK.due, row) < 3 ? created + (2 + below(13, ASK.dueDays, row)) * 24 * HOUR_MS : null),
    row % 4 === 0 ? "on-site,follow-up" : "",
    time(created),
    time(commentAt(ticket, comments - 1)),
  ]);
}

function* commentLines(n: number, companies: number): Generator<string> {
  for (let row = 0; row < n; row += 1) {
    const ticket = ticketOf(row, n, companies);
    const id = uuid("ticket", row);
    for (let at = 0; at < ticket.comments; at += 1) {
      const when = time(commentAt(ticket, at));
      const text = prose(ASK.text, row, at, 11 + below(33, ASK.text, row, at));
      const author = uuid("user", below(USERS, ASK.author, row, at));
      yield line([uuid("comment", row, at), id, author, text, isInternal(ticket, at), when, when]);
    }
  }
}

function* attachmentLines(n: number, companies: number): Generator<string> {
  for (let row = 0; row < n; row += 1) {
    if (below(5, ASK.file, row) > 0) continue;
    const when = time(ticketOf(row, n, companies).created);
    const [name, size] = [`photo-${row}.png`, 20_000 + below(900_000, ASK.size, row)];
    const file = `tickets/attachments/${when.slice(0, 4)}/${when.slice(5, 7)}/${name}`;
    const uploader = uuid("user", below(USERS, ASK.uploader, row));
    yield line([uuid("attachment", row), uuid("ticket", row), file, name, size, uploader, when]);
  }
}
