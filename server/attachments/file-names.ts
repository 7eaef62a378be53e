import { randomBytes } from "node:crypto";

const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0" };

function characterOf(whole: string, name: string): string {
  if (!name.startsWith("#")) return ENTITIES[name] ?? whole;
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : "";
}

const MAX_NAME = 200;
const MAX_EXTENSION = 20;

// browsers escape these characters in the file names of a form (HTML standard, multipart/form-data)
const fromForm = (name: string) => name.replaceAll("%22", '"').replaceAll(/%0[DA]/g, "");

/** Splits a name into its stem and its extension, which begins with a dot; a dot at the beginning belongs to the stem. */
function split(name: string): [stem: string, extension: string] {
  const dot = name.lastIndexOf(".");
  const extension = dot > 0 ? name.slice(dot) : "";
  return extension.length > MAX_EXTENSION ? [name, ""] : [name.slice(0, name.length - extension.length), extension];
}

/** Shortens a name to the length of the field, before its extension, so that the type stays visible. */
function shorten(name: string): string {
  const characters = [...name];
  if (characters.length <= MAX_NAME) return name;
  const [stem, extension] = split(name);
  return (
    [...stem]
      .slice(0, MAX_NAME - [...extension].length)
      .join("")
      .trimEnd() + extension
  );
}

/** The visible name of a file: the part after the last slash, without invisible characters; null if nothing is left. */
export function shownFileName(input: string): string | null {
  const plain = fromForm(input).replace(/&(\w{2,6}|#\d{1,7}|#[xX][\da-fA-F]{1,6});/g, characterOf);
  const last = plain.split(/[/\\]/).at(-1) ?? "";
  // controls, direction marks and other format characters, line separators, private and unassigned characters; joiners
  // stay, because emoji and Persian words need them
  const name = last
    .toWellFormed()
    .replace(/(?![\u200c\u200d])[\p{C}\p{Zl}\p{Zp}]/gu, "")
    .trim();
  return /^[\s\u200c\u200d]*\.{0,2}$/.test(name) ? null : shorten(name);
}

const ascii = (text: string) =>
  text
    .normalize("NFC")
    .replaceAll(" ", "_")
    .replace(/[^\w.-]/g, "");

/** Where a new file is stored, for example tickets/attachments/2026/11/speaker_9ZkQ2LxP3fA.txt; nobody can guess it. */
export function newKey(name: string, now: Date): string {
  const [stem, extension] = split(name).map(ascii) as [string, string];
  const baseName = stem.replace(/^\.+/, "").slice(-60) || "file";
  const month = String(now.getUTCMonth() + 1).padStart(2, "0");
  return `tickets/attachments/${now.getUTCFullYear()}/${month}/${baseName}_${randomBytes(12).toString("hex")}${extension === "." ? "" : extension}`;
}
