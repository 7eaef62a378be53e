import { FILE_MARK, signLink, withFileLinks } from "../platform/file-links.ts";
import type { Links } from "../platform/signed-links.ts";
import type { BuiltTicket } from "./ticket-json.ts";

/** The beginning of links in responses. */
export interface RenderContext {
  media: string;
  now: number;
}

/**
 * A ticket's JSON as it is cached. Of most tickets the bytes that PostgreSQL built are the answer; the links to files are put in
 * each time, because a second copy would take the room of another ticket.
 */
export interface CachedTicket extends Omit<BuiltTicket, "json"> {
  bytes: Buffer;
  /** Where the paths of files are in the bytes. */
  files: readonly Span[];
  links?: { media: string; period: number; urls: readonly string[] };
}

interface Span {
  start: number;
  end: number;
}

// Within JSON text, every quote in a value has a backslash before it, so these marks are always the keys themselves.
const OVERDUE = '"is_overdue":false';
const [QUOTE, BACKSLASH] = [0x22, 0x5c];

export function entryOf({ json, ...ticket }: BuiltTicket): CachedTicket {
  const bytes = bytesOf(json);
  return { ...ticket, bytes, files: filesIn(bytes) };
}

/** The approximate number of bytes of memory that an entry takes. */
export const roomOf = ({ bytes, files }: CachedTicket): number => bytes.length + 500 + 300 * files.length;

export function renderTicket(entry: CachedTicket, { media, now }: RenderContext, links: Links): Buffer {
  // an overdue ticket stays overdue until the next version
  if (entry.open && entry.due !== null && entry.due < now) {
    entry.bytes = bytesOf(overdue(entry.bytes.toString()));
    entry.files = filesIn(entry.bytes);
    entry.due = null;
  }
  if (entry.files.length === 0) return entry.bytes;
  const period = links.period(now);
  if (entry.links?.media !== media || entry.links.period !== period) {
    const urls = entry.files.map(({ start, end }) =>
      signLink(entry.bytes.toString("utf8", start, end), media, (file) => links.sign(file, period)),
    );
    entry.links = { media, period, urls };
  }
  return withUrls(entry, entry.links.urls);
}

function withUrls({ bytes, files }: CachedTicket, urls: readonly string[]): Buffer {
  const pieces: Buffer[] = [];
  let at = 0;
  for (const [n, { start, end }] of files.entries()) {
    pieces.push(bytes.subarray(at, start), Buffer.from(urls[n]!));
    at = end;
  }
  pieces.push(bytes.subarray(at));
  return Buffer.concat(pieces);
}

function filesIn(bytes: Buffer): Span[] {
  const spans: Span[] = [];
  for (let at = bytes.indexOf(FILE_MARK); at >= 0; at = bytes.indexOf(FILE_MARK, at)) {
    const start = at + FILE_MARK.length;
    at = start;
    while (bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
    spans.push({ start, end: at });
  }
  return spans;
}

/** The same of a ticket that is not cached. */
export function composedText(
  { json: cachedJson, open, due }: BuiltTicket,
  { media, now }: RenderContext,
  links: Links,
): string {
  const json = open && due !== null && due < now ? overdue(cachedJson) : cachedJson;
  const period = links.period(now);
  return json.includes(FILE_MARK) ? withFileLinks(json, media, (file) => links.sign(file, period)) : json;
}

const overdue = (json: string) => json.replace(OVERDUE, () => '"is_overdue":true');

// Buffer.from would take them from a pool of 64 kB, and the cache would hold on to all of it.
function bytesOf(text: string): Buffer {
  const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(text));
  bytes.write(text);
  return bytes;
}
