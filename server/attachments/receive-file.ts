import type { MultipartFile } from "@fastify/multipart";
import { failure, invalid, Problem, unsupportedMediaType } from "../../wire/problems.ts";
import { hasBody, mediaType } from "../platform/bodies.ts";
import type { Db } from "../platform/database.ts";
import type { RouteServices } from "../platform/docket.ts";
import type { ReceivedBody, RequestContext } from "../platform/front-door.ts";
import type { FileFacts } from "../platform/storage.ts";
import { newKey, shownFileName } from "./file-names.ts";
import { expectFile, removeFiles } from "./unclaimed.ts";

/** A file whose bytes are stored. */
export interface NewFile extends FileFacts {
  file: string;
  name: string;
}

/** Uploads whose bytes are stored. Those that nothing claims are deleted in the end. */
export interface TicketUpload extends ReceivedBody {
  /** The ticket in the form, as it was sent. */
  ticket: string;
  file: NewFile;
}

/** Receives a file that replaces another; other parts of the form are ignored. */
export async function replacement(services: RouteServices, ctx: RequestContext): Promise<TicketUpload> {
  const type = mediaType(ctx.request);
  if (hasBody(ctx.request) && !/^(multipart\/form-data|application\/x-www-form-urlencoded)/i.test(type))
    throw unsupportedMediaType(type || "text/plain");
  return takeIn(services, ctx).catch((error) => {
    throw error instanceof Problem && error.body === NO_FILE.body
      ? invalid({ file: ["No file was submitted."] })
      : error;
  });
}

const NO_FILE = failure(400, "file is required");

/**
 * Receives a file, stores it while it arrives, and keeps it until it is claimed or dropped. After a failure nothing is left of
 * it.
 */
export async function takeIn(services: RouteServices, ctx: RequestContext): Promise<TicketUpload> {
  const type = mediaType(ctx.request);
  if (!hasBody(ctx.request) || /^application\/x-www-form-urlencoded/i.test(type)) throw NO_FILE;
  if (!/^multipart\/form-data/i.test(type))
    throw failure(400, `Unsupported media type "${type || "text/plain"}" in request.`);
  const storedFiles: NewFile[] = [];
  const drop = async () => {
    if (storedFiles.length > 0)
      await removeFiles(
        ctx.db,
        services,
        storedFiles.map(({ file }) => file),
      );
  };
  try {
    const ticket = await receive(services, ctx, storedFiles);
    const file = storedFiles.at(-1);
    if (!file) throw NO_FILE;
    return {
      ticket,
      file,
      fingerprint: JSON.stringify([ticket, storedFiles.map(({ name, sha256 }) => [name, sha256])]),
      drop,
    };
  } catch (error) {
    await drop();
    throw error;
  }
}

async function receive(services: RouteServices, ctx: RequestContext, storedFiles: NewFile[]): Promise<string> {
  const { maxUploadBytes } = services;
  let ticket = "";
  try {
    const limits = { fileSize: maxUploadBytes, files: 10, fields: 100, fieldSize: 100_000, parts: 110 };
    for await (const part of ctx.request.parts({ limits })) {
      if (part.type === "field" && part.fieldname === "ticket")
        ticket = typeof part.value === "string" ? part.value : "";
      if (part.type !== "file") continue;
      const name = part.fieldname === "file" ? shownFileName(part.filename ?? "") : null;
      if (name) storedFiles.push(await storeFile(services, ctx.db, part, name));
      else part.file.resume();
    }
  } catch (error) {
    // reads and drops the rest, because a client that is still sending does not read the response
    ctx.request.raw.unpipe();
    ctx.request.raw.resume();
    throw toUploadProblem(error, maxUploadBytes);
  }
  return ticket;
}

/** Stores a file of a form as it arrives; the caller claims or removes it. */
export async function storeFile(services: RouteServices, db: Db, part: MultipartFile, name: string): Promise<NewFile> {
  const key = newKey(name, new Date());
  const tooLarge = Object.assign(new Error("too large"), { code: "FST_REQ_FILE_TOO_LARGE" });
  part.file.once("limit", () => part.file.destroy(tooLarge));
  await expectFile(services, key);
  try {
    const storedFile = await services.storage.put(key, part.file);
    if (!part.file.truncated) return { ...storedFile, file: key, name };
    throw tooLarge;
  } catch (error) {
    if (part.file.truncated) {
      await removeFiles(db, services, [key]);
      throw tooLarge;
    }
    // does not try a store again that is down
    if (!(error instanceof Problem)) await removeFiles(db, services, [key]);
    throw error;
  }
}

export function toUploadProblem(error: unknown, maxBytes: number): Problem | unknown {
  if (error instanceof Problem) return error;
  const { code = "", message = "" } = error as { code?: string; message?: string };
  if (code === "FST_REQ_FILE_TOO_LARGE")
    return failure(413, `The file is too large: at most ${maxBytes / 1024 / 1024} MB.`);
  // the parser cannot find a boundary of more than 256 bytes
  if (/boundary|needle/i.test(message))
    return failure(400, "Multipart form parse error - Invalid boundary in multipart: None");
  if (code.startsWith("FST_") || /multipart|form|header|Unexpected end|premature/i.test(message))
    return failure(400, `Multipart form parse error - ${message}`);
  return error;
}
