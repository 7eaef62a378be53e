import { type Db, query } from "../platform/database.ts";
import type { Storage } from "../platform/storage.ts";
import type { EmailRow } from "./email-row.ts";
import { inlineFileIds } from "./html.ts";

export interface EmailFile {
  name: string;
  content: Buffer;
  /** Set for a picture in the text. */
  cid: string | null;
}

// the limit of most servers, minus what base64 adds
const MAX_TOTAL_BYTES = 15 * 1024 * 1024;

interface Row {
  id: string;
  file: string;
  name: string;
  size: number;
}

/**
 * The files of a public comment, in order and up to the limit of an email: the pictures in its text and its
 * attachments. Other files of the ticket are left out, because they may be internal.
 */
export async function filesOf(
  { db, storage }: { db: Db; storage: Storage },
  comment: string,
  html: string,
): Promise<{ files: EmailFile[]; omittedNames: string[] }> {
  const rows = await query<Row>(
    db,
    "select id, file, name, size from attachments where comment = $1 order by created_at, id",
    [comment],
  );
  return readAll(storage, rows, html);
}

/** The files that an agent chose for an email, without those that have become part of an internal note since. */
export async function chosenFilesOf(
  { db, storage }: { db: Db; storage: Storage },
  { ticket, details }: Pick<EmailRow, "ticket" | "details">,
  html: string,
): Promise<{ files: EmailFile[]; omittedNames: string[] }> {
  const { files = [] } = details as { files?: string[] };
  if (files.length === 0) return { files: [], omittedNames: [] };
  const rows = await query<Row>(
    db,
    `select a.id, a.file, a.name, a.size from attachments a where a.ticket = $1 and a.id = any($2::uuid[])
       and not exists (
         select from comments m
         where m.id = a.comment and m.is_internal)
       order by a.created_at, a.id`,
    [ticket, files],
  );
  return readAll(storage, rows, html);
}

async function readAll(
  storage: Storage,
  rows: readonly Row[],
  html: string,
): Promise<{ files: EmailFile[]; omittedNames: string[] }> {
  const inline = new Set(inlineFileIds(html));
  const files: EmailFile[] = [];
  const omittedNames: string[] = [];
  let total = 0;
  for (const row of rows) {
    const content = total + row.size > MAX_TOTAL_BYTES ? null : await read(storage, row.file);
    if (!content) {
      omittedNames.push(row.name);
      continue;
    }
    total += row.size;
    files.push({ name: row.name, content, cid: inline.has(row.id) ? row.id : null });
  }
  return { files, omittedNames };
}

async function read(storage: Storage, file: string): Promise<Buffer | null> {
  const stream = await storage.read(file);
  if (!stream) return null;
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const DATA_PICTURE = /src="data:image\/(png|jpe?g|gif|webp);base64,([a-z\d+/=\s]*)"/gi;

/** A picture that is never wider than the text. */
const fitting = (image: string): string =>
  /\sstyle=/i.test(image) ? image : image.replace(/^<img/i, '<img style="max-width:100%;height:auto"');

/**
 * The HTML with every picture as a part of the email, because many programs show no other pictures. Pictures in the
 * text as data become files; a picture that is not among the files is left out.
 */
export function embedPictures(html: string, files: readonly EmailFile[]): { html: string; files: EmailFile[] } {
  const pictures: EmailFile[] = [];
  const newHtml = html
    .replaceAll(DATA_PICTURE, (_, type: string, data: string) => {
      const cid = `picture-${pictures.length + 1}@docket`;
      const extension = type.toLowerCase() === "jpeg" ? "jpg" : type.toLowerCase();
      pictures.push({ name: `picture-${pictures.length + 1}.${extension}`, content: Buffer.from(data, "base64"), cid });
      return `src="cid:${cid}"`;
    })
    .replaceAll(/<img\b[^>]*\bsrc="cid:([^"]*)"[^>]*>/gi, (image, cid: string) =>
      [...files, ...pictures].some((file) => file.cid === cid.toLowerCase()) ? fitting(image) : "",
    );
  return { html: newHtml, files: [...files, ...pictures] };
}
