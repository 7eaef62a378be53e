import { looksLikeHtml, plainText } from "../emails/html.ts";
import { type Db, query } from "../platform/database.ts";
import { THANKS_WORDS, UNSPACED_BESIDE, UNSPACED_THANKS } from "./thanks-words.ts";

const MAX_LENGTH = 400;
// a question, a number, an address or a link is more than thanks
const MORE_THAN_THANKS = /[?？¿؟\u037e;\p{Nd}@]|https?:|<img\b/iu;
const OTHER_NAMES = "team support all everyone mr mrs ms herr frau khun คุณ";

const escapeRegExp = (words: string) => words.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
const alternatives = (words: readonly string[]) =>
  words
    .flatMap((list) => list.split(" | "))
    // the longest first
    .sort((a, b) => b.length - a.length)
    .map(escapeRegExp)
    .join("|");
const lists = Object.values(THANKS_WORDS);
const pattern = ({ before, thanks, after }: (typeof lists)[number]) =>
  new RegExp(
    `^(?:(?:${alternatives([before ?? ""])}) )*(?:${alternatives([thanks])})(?: (?:${alternatives([after ?? ""])}))*$`,
    "u",
  );
const THANKS = [...lists.map(pattern), ...UNSPACED_THANKS];
const BESIDE = new RegExp(`^(?:${alternatives(lists.flatMap(({ beside }) => beside ?? []))})$`, "u");

const isThanks = (line: string) => THANKS.some((each) => each.test(line));
const isBeside = (line: string) => BESIDE.test(line) || UNSPACED_BESIDE.some((each) => each.test(line));

const linesOf = (text: string): string[] =>
  (looksLikeHtml(text) ? plainText(text) : text)
    .replaceAll("\u00a0", " ")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

/** The parts of a line between punctuation marks, in lower case and without the names of people in the ticket. */
const partsOf = (line: string, names: ReadonlySet<string>): string[] =>
  line
    .normalize("NFC")
    .toLowerCase()
    .replaceAll("’", "'")
    .split(/(?:[.,!:()*_~…。、！，]|\p{Extended_Pictographic}|\u200d|\ufe0f|[\u{1f3fb}-\u{1f3ff}])+| [-–—]+ |^[-–—]+/u)
    .map((part) =>
      part
        .split(/\s+/)
        .filter((word) => word !== "" && !names.has(word))
        .join(" "),
    )
    // in Thai, spaces stand between phrases
    .flatMap((part) => (/\p{Script=Thai}/u.test(part) ? part.split(" ") : part))
    .filter((part) => part !== "");

/** How many lines at the end are the signature that the customer also wrote below an earlier message of the ticket. */
function signatureLength(lines: readonly string[], earlier: readonly string[], names: ReadonlySet<string>): number {
  const lengths = earlier.map((text) => {
    const before = linesOf(text);
    let n = 0;
    while (n < lines.length && n < before.length && lines.at(-1 - n) === before.at(-1 - n)) n += 1;
    return n;
  });
  const same = lines.slice(lines.length - Math.max(0, ...lengths));
  // it begins with a closing, a name, or the usual mark
  const begin = same.findIndex((line) => {
    const parts = partsOf(line, names);
    return /^--$/.test(line) || parts.length === 0 || parts.every(isBeside);
  });
  return begin < 0 ? 0 : same.length - begin;
}

interface Around {
  /** The names of the sender and of the ticket's agents. */
  names: readonly string[];
  /** The sender's earlier messages in the ticket. */
  earlier: readonly string[];
}

/**
 * Whether a message only says thank you, in one of the languages of `THANKS_WORDS`. Everything that is not known, such as a
 * question, makes it more than that.
 */
export function isOnlyThanks(text: string, { names, earlier }: Around = { names: [], earlier: [] }): boolean {
  if (/<img\b/i.test(text)) return false;
  const nameWords = new Set(`${OTHER_NAMES} ${names.join(" ")}`.normalize("NFC").toLowerCase().split(/\s+/));
  const all = linesOf(text);
  const lines = all.slice(0, all.length - signatureLength(all, earlier, nameWords));
  const ownText = lines.join("\n");
  if (ownText.length > MAX_LENGTH || MORE_THAN_THANKS.test(ownText)) return false;
  const parts = lines.flatMap((line) => partsOf(line, nameWords));
  return parts.some(isThanks) && parts.every((part) => isThanks(part) || isBeside(part));
}

/** Whether the desk leaves a ticket resolved after a message that only says thank you. */
export async function leavesResolved(db: Db, ticket: string, comment: string): Promise<boolean> {
  const [row] = await query<{ text: string; names: string[]; earlier: string[] }>(
    db,
    `select m.text,
       array(
         select c.name
         from contacts c
         where c.id = m.author_contact
         union
         select concat_ws(' ', u.first_name, u.last_name)
         from users u
         where u.id = t.assigned_to or u.id in (
           select o.author
           from comments o
           where o.ticket = t.id)) as names,
       array(select t.description where t.contact = m.author_contact
         union all
         (select o.text from comments o
          where o.ticket = t.id and o.author_contact = m.author_contact and o.id <> m.id
          order by o.created_at desc limit 5)) as earlier
     from tickets t
     join comments m on m.ticket = t.id and m.id = $2
     cross join email_settings s
     where t.id = $1 and t.status in ('resolved', 'closed') and not s.reopens_on_thanks`,
    [ticket, comment],
  );
  return row !== undefined && isOnlyThanks(row.text, row);
}

/** Remembers that a message is a thank-you that did not reopen its ticket, so that agents can see why. */
export const recordThankYou = (db: Db, comment: string) =>
  query(db, "insert into thank_yous (comment) values ($1)", [comment]);
