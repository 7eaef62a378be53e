import type { Readable } from "node:stream";
import { Busboy as busboy } from "@fastify/busboy";
import type { FastifyRequest } from "fastify";
import type { Endpoint } from "../../wire/endpoint.ts";
import { check, type Fields, notADictionary, type Values } from "../../wire/fields.ts";
import { decodeForm, MAX_FORM_FIELDS, tooManyFields } from "../../wire/form-bodies.ts";
import { decodeJson, jsonGuard } from "../../wire/json-bodies.ts";
import { badRequest, type FieldErrors, invalid, Problem, tooLarge, unsupportedMediaType } from "../../wire/problems.ts";

// A description may contain pasted pictures. More than the 20 MB of the Django backend, so that no client is refused that
// it accepted.
const MAX_LONG_TEXT_BYTES = 32 * 1024 * 1024;
const MAX_BODY_BYTES = 1024 * 1024;
// small before sign-in, because anyone can send such a body
const MAX_PUBLIC_BODY_BYTES = 64 * 1024;
const limits = new WeakMap<FastifyRequest, number>();
/** The names that a body may have besides its fields, for the requests that refuse others. */
const otherNames = new WeakMap<FastifyRequest, ReadonlySet<string>>();

/** Limits a body as its endpoint needs: its size, which is small before sign-in, and its names if the endpoint is strict. */
export function limitBody(request: FastifyRequest, { access, body = {}, isStrict = false, answer }: Endpoint): void {
  // what was read may be sent back
  if (isStrict) otherNames.set(request, new Set(Object.keys((answer as { shape?: object } | undefined)?.shape ?? {})));
  const isOpen = access === "public" || access === "credentials-ignored";
  const isLong = "description" in body || "text" in body;
  limits.set(request, isOpen ? MAX_PUBLIC_BODY_BYTES : isLong ? MAX_LONG_TEXT_BYTES : MAX_BODY_BYTES);
}

const maxBytes = (request: FastifyRequest): number => {
  const limit = limits.get(request) ?? MAX_BODY_BYTES;
  return isType(mediaType(request), "application/json") ? limit : Math.min(limit, MAX_BODY_BYTES);
};

export interface Body {
  data: unknown;
  /** Sent by a form, in which everything is text and "" can mean null. */
  isForm: boolean;
}

/** Whether anything follows the headers. */
export const hasBody = ({ headers }: FastifyRequest): boolean =>
  headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;

/** Reads the whole body, once. It is read late, so that a missing object returns 404 even if the body is malformed. */
export async function bodyBytes(request: FastifyRequest): Promise<Buffer> {
  // a multipart form stays in the raw request for the code that reads its files as they arrive
  const stream = (request.body ?? (hasBody(request) ? request.raw : null)) as Readable | Buffer | null;
  if (!stream) return Buffer.alloc(0);
  if (Buffer.isBuffer(stream)) return stream;
  const contentLength = Number(request.headers["content-length"] ?? 0);
  const most = maxBytes(request);
  if (contentLength > most) throw tooLargeBody(most);
  const bytes = await gather(stream, most, isType(mediaType(request), "application/json") ? jsonGuard() : null);
  request.body = bytes;
  return bytes;
}

function tooLargeBody(most: number) {
  const size = most < 1024 * 1024 ? `${most / 1024} kB` : `${most / 1024 / 1024} MB`;
  return tooLarge(`The request body is too large: at most ${size}.`);
}

// The rest of a refused body is read and dropped: left unread it would block the connection for the next request.
function gather(stream: Readable, most: number, guard: ((chunk: Buffer) => void) | null): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const refuse = (problem: unknown) => {
      stream.off("data", take).resume();
      reject(problem);
    };
    const take = (chunk: Buffer) => {
      length += chunk.length;
      if (length > most) return refuse(tooLargeBody(most));
      try {
        guard?.(chunk);
        chunks.push(chunk);
      } catch (problem) {
        refuse(problem);
      }
    };
    stream.on("data", take).once("end", () => resolve(Buffer.concat(chunks, length)));
    stream.once("error", reject).once("close", () => {
      // a Problem records its stack, which costs more than all else here
      if (!stream.readableEnded) reject(badRequest("The request ended too early."));
    });
  });
}

/** Keeps Fastify from refusing an invalid content type before it is known who asks. It is checked when the body is read. */
export function hideContentType({ raw }: FastifyRequest): void {
  const type = raw.headers["content-type"];
  if (type !== undefined && !/^[\w.+-]+\/[\w.+-]+\s*(?:;|$)/.test(type))
    raw.headers["content-type"] = "application/octet-stream";
}

/** The content type as it was sent. */
export const mediaType = ({ raw }: FastifyRequest) => raw.headersDistinct["content-type"]?.[0] ?? "";
const isType = (header: string, type: string) => {
  const bareType = header.toLowerCase().split(";", 1)[0]!.trim();
  return bareType === type && header.startsWith(header.trimStart());
};

/** The body decoded by its content type: JSON, a URL-encoded form, or the texts of a multipart form. */
export async function readBody(request: FastifyRequest): Promise<Body> {
  const bytes = await bodyBytes(request);
  if (bytes.length === 0) return { data: {}, isForm: false };
  const type = mediaType(request);
  if (isType(type, "application/json")) return { data: decode(() => decodeJson(bytes)), isForm: false };
  if (isType(type, "application/x-www-form-urlencoded")) return { data: decodeForm(bytes), isForm: true };
  if (isType(type, "multipart/form-data")) return { data: await multipartTexts(bytes, type), isForm: true };
  throw unsupportedMediaType(type || "text/plain");
}

/** The same, but `first` may throw a problem that is reported before those of the body, such as a missing ticket. */
export const readBodyAfter = (request: FastifyRequest, first: () => Promise<unknown>): Promise<Body> =>
  readBody(request).catch(async (problem: unknown) => {
    await first();
    throw problem;
  });

function decode(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    throw badRequest((error as Error).message);
  }
}

/** The text fields of a multipart form; files are skipped. */
function multipartTexts(bytes: Buffer, type: string): Promise<Record<string, string>> {
  if (!/boundary=/i.test(type)) throw badRequest("Multipart form parse error - Invalid boundary in multipart: None");
  const broken = () => badRequest("Multipart form parse error - The body does not follow its boundary");
  return new Promise((resolve, reject) => {
    const texts: Record<string, string> = Object.create(null);
    const limits = { fieldSize: MAX_BODY_BYTES, fields: MAX_FORM_FIELDS, parts: MAX_FORM_FIELDS };
    const parser = busboy({ headers: { "content-type": type }, limits });
    parser
      .on("field", (name, value) => {
        if (name !== undefined) texts[name] = value;
      })
      .on("file", (_name, file) => file.resume())
      .on("fieldsLimit", () => reject(tooManyFields()))
      .on("partsLimit", () => reject(tooManyFields()))
      .on("error", () => reject(broken()))
      .on("finish", () => resolve(texts))
      .end(bytes);
  }).catch((error: unknown): never => {
    throw error instanceof Problem ? error : broken();
  }) as Promise<Record<string, string>>;
}

const MAX_NAMED = 10;

/** The errors of the names in a body that are neither fields nor in `others`; null if there are none, or if all are allowed. */
function unknownNames(fields: Fields, data: unknown, others: ReadonlySet<string> | undefined): FieldErrors | null {
  if (!others || notADictionary(data)) return null;
  const unknown = Object.keys(data as object).filter((name) => !Object.hasOwn(fields, name) && !others.has(name));
  if (unknown.length === 0) return null;
  const errors = unknown.slice(0, MAX_NAMED).map((name) => [name.slice(0, 100).toWellFormed(), ["Unknown field."]]);
  return Object.fromEntries(errors);
}

export type BodyUse = "create" | "replace" | "change";

/**
 * The fields of a request. Errors in them are reported after `first`, which throws if the object is missing, and together with
 * the errors that `references` finds in IDs.
 */
export async function readFields<F extends Fields>(
  request: FastifyRequest,
  fields: F,
  {
    how,
    zone,
    first,
    references,
  }: {
    how: BodyUse;
    zone: string;
    first?: () => Promise<unknown>;
    references?: (values: Partial<Values<F>>) => Promise<FieldErrors>;
  },
): Promise<Partial<Values<F>>> {
  const { values, errors } = await readBody(request)
    .then(({ data, isForm }) => {
      const read = check(fields, data, { partial: how === "change", keep: how === "replace", zone, form: isForm });
      const unknown = unknownNames(fields, data, otherNames.get(request));
      return unknown ? { ...read, errors: { ...read.errors, ...unknown } } : read;
    })
    .catch(async (problem: unknown) => {
      await first?.();
      throw problem;
    });
  if (!errors) return values;
  await first?.();
  // a field that could not be read does not count as missing
  const allErrors = { ...(errors.non_field_errors ? {} : await references?.(values)), ...errors };
  const order = Object.keys(fields);
  throw invalid(Object.fromEntries(Object.entries(allErrors).sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))));
}
