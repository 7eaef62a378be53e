import type { Readable } from "node:stream";
import type { FastifyRequest } from "fastify";
import { decodeForm, decodeJson } from "../../wire/bodies.ts";
import { check, type Fields, type Values } from "../../wire/fields.ts";
import { badRequest, type FieldErrors, invalid, tooLarge, unsupportedMediaType } from "../../wire/problems.ts";

// A description may hold pasted pictures: the original took 20 MB, so does Docket.
const MAX_BODY_BYTES = 32 * 1024 * 1024;
const MAX_STRANGERS_BYTES = 64 * 1024;
const strangers = new WeakSet<FastifyRequest>();

/** Takes no more from a request than a stranger needs to send: before anybody has signed in, memory is for everybody. */
export const expectLittle = (request: FastifyRequest): void => void strangers.add(request);

export interface Body {
  data: unknown;
  /** Sent by a form, where everything is text and "" can mean nothing. */
  isForm: boolean;
}

/** Whether anything was sent below the headers. */
export const hasBody = ({ headers }: FastifyRequest): boolean =>
  headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;

/** The whole body, once; asked for late, so that a missing object is told before a broken body. */
export async function readBytes(request: FastifyRequest): Promise<Buffer> {
  // a multipart form waits in the raw request, for whoever wants its files as they come
  const stream = (request.body ?? (hasBody(request) ? request.raw : null)) as Readable | Buffer | null;
  if (!stream) return Buffer.alloc(0);
  if (Buffer.isBuffer(stream)) return stream;
  const announced = Number(request.headers["content-length"] ?? 0);
  const most = strangers.has(request) ? MAX_STRANGERS_BYTES : MAX_BODY_BYTES;
  if (announced > most) throw tooLargeBody(most);
  const bytes = await gather(stream, most);
  request.body = bytes;
  return bytes;
}

function tooLargeBody(most: number) {
  const size = most < 1024 * 1024 ? `${most / 1024} kB` : `${most / 1024 / 1024} MB`;
  return tooLarge(`The request body is too large: at most ${size}.`);
}

// What is too much is let flow away: left lying it would block the connection for the requests that follow on it.
function gather(stream: Readable, most: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const take = (chunk: Buffer) => {
      length += chunk.length;
      if (length <= most) chunks.push(chunk);
      else {
        stream.off("data", take).resume();
        reject(tooLargeBody(most));
      }
    };
    stream.on("data", take).once("end", () => resolve(Buffer.concat(chunks, length)));
    stream.once("error", reject).once("close", () => reject(badRequest("The request ended too early.")));
  });
}

/** Keeps Fastify from refusing a content type that is none before it is known who asks: it is judged when the body is read. */
export function hideContentType({ raw }: FastifyRequest): void {
  const type = raw.headers["content-type"];
  if (type !== undefined && !/^[\w.+-]+\/[\w.+-]+\s*(?:;|$)/.test(type))
    raw.headers["content-type"] = "application/octet-stream";
}

/** The content type as it was sent. */
export const mediaType = ({ raw }: FastifyRequest) => raw.headersDistinct["content-type"]?.[0] ?? "";
const isType = (header: string, type: string) => {
  const given = header.toLowerCase().split(";", 1)[0]!.trim();
  return given === type && header.startsWith(header.trimStart());
};

/** The body decoded by its content type: JSON, a URL-encoded form, or the texts of a multipart form. */
export async function readBody(request: FastifyRequest): Promise<Body> {
  const bytes = await readBytes(request);
  if (bytes.length === 0) return { data: {}, isForm: false };
  const type = mediaType(request);
  if (isType(type, "application/json")) return { data: decode(() => decodeJson(bytes)), isForm: false };
  if (isType(type, "application/x-www-form-urlencoded")) return { data: decodeForm(bytes), isForm: true };
  if (isType(type, "multipart/form-data")) return { data: await multipartTexts(bytes, type), isForm: true };
  throw unsupportedMediaType(type || "text/plain");
}

function decode(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    throw badRequest((error as Error).message);
  }
}

async function multipartTexts(bytes: Buffer, type: string): Promise<Record<string, string>> {
  if (!/boundary=/i.test(type)) throw badRequest("Multipart form parse error - Invalid boundary in multipart: None");
  try {
    const form = await new Response(new Uint8Array(bytes), { headers: { "content-type": type } }).formData();
    const texts: [string, string][] = [];
    form.forEach((value, name) => {
      if (typeof value === "string") texts.push([name, value]);
    });
    return Object.fromEntries(texts);
  } catch {
    throw badRequest("Multipart form parse error - The body does not follow its boundary");
  }
}

export type How = "create" | "replace" | "change";

/**
 * The fields of a request. What is wrong with them is told after `first` (which throws where the object is missing) and
 * together with what `references` finds wrong with the ids among them.
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
    how: How;
    zone: string;
    first?: () => Promise<unknown>;
    references?: (values: Partial<Values<F>>) => Promise<FieldErrors>;
  },
): Promise<Partial<Values<F>>> {
  const { values, errors } = await readBody(request)
    .then(({ data, isForm }) =>
      check(fields, data, { partial: how === "change", keep: how === "replace", zone, form: isForm }),
    )
    .catch(async (problem: unknown) => {
      await first?.();
      throw problem;
    });
  if (!errors) return values;
  await first?.();
  const found = { ...errors, ...(errors.non_field_errors ? {} : await references?.(values)) };
  const order = Object.keys(fields);
  throw invalid(Object.fromEntries(Object.entries(found).sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))));
}
