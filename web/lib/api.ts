import type { AnswerOf, BodyOf, PathOf } from "./endpoints.ts";
import { accessToken, isSignedIn, renewAccess, signedOut } from "./session.ts";

/** An error response of the server: its status and its body. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: Record<string, unknown>;

  constructor(status: number, body: Record<string, unknown>) {
    super(messageOf(body) ?? `${status}`);
    this.status = status;
    this.body = body;
  }

  /** The errors of one field of the request. */
  field(name: string): string | null {
    const messages = this.body[name];
    return Array.isArray(messages) ? messages.join(" ") : null;
  }
}

/** The server could not be reached, or its answer was lost on the way. */
export class Unreachable extends Error {}

function messageOf(body: Record<string, unknown>): string | null {
  if (typeof body.detail === "string") return body.detail;
  const first = Object.values(body).find((value) => Array.isArray(value) && typeof value[0] === "string");
  return first ? String((first as unknown[])[0]) : null;
}

type Value = string | number | boolean | null | undefined | readonly string[];

interface Options {
  path?: Record<string, string>;
  query?: Record<string, Value>;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  keepalive?: boolean;
  /** Receives the headers of a successful response. */
  onHeaders?: (headers: Headers) => void;
}

/** The address of an endpoint with its parameters filled in. */
export function addressOf(path: string, { path: parts = {}, query = {} }: Options = {}): string {
  const address = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(parts[name] ?? ""));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === null || value === undefined || value === "" || value === false) continue;
    search.set(name, Array.isArray(value) ? value.join(",") : String(value));
  }
  return `/api/v1${address}${search.size > 0 ? `?${search}` : ""}`;
}

async function send(method: string, address: string, body: unknown, options: Options): Promise<Response> {
  const isForm = body instanceof FormData;
  const token = await accessToken();
  try {
    return await fetch(address, {
      method,
      headers: {
        accept: "application/json",
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && !isForm && { "content-type": "application/json" }),
        ...options.headers,
      },
      ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
      signal: options.signal ?? null,
      keepalive: options.keepalive ?? false,
    });
  } catch (error) {
    if ((error as Error).name === "AbortError") throw error;
    throw new Unreachable();
  }
}

async function request<T>(method: string, path: string, body: unknown, options: Options = {}): Promise<T> {
  const address = addressOf(path, options);
  let response = await send(method, address, body, options);
  // the token may have ended early (signed out elsewhere, or a server with another clock): tries again with a new one
  if (response.status === 401 && isSignedIn()) {
    const renewal = await renewAccess();
    if (typeof renewal === "object") throw renewal.status === 0 ? new Unreachable() : new Refusal(renewal.status, {});
    if (renewal === "in") response = await send(method, address, body, options);
    if (response.status === 401) signedOut();
  }
  const text = await response.text().catch(() => {
    throw new Unreachable();
  });
  const isJson = response.headers.get("content-type")?.includes("json");
  const answer = text && isJson ? JSON.parse(text) : text || undefined;
  if (response.ok) {
    options.onHeaders?.(response.headers);
    return answer as T;
  }
  throw new Refusal(response.status, typeof answer === "object" && answer !== null ? answer : {});
}

/** The only code that calls the server. Paths are those of the API, as in `api.get("/tickets/{id}/", { path: { id } })`. */
export const api = {
  get: <P extends PathOf<"GET">>(path: P, options?: Options) =>
    request<AnswerOf<"GET", P>>("GET", path, undefined, options),
  post: <P extends PathOf<"POST">>(path: P, body?: BodyOf<"POST", P>, options?: Options) =>
    // a request whose response was lost can be sent again without doing the thing twice
    request<AnswerOf<"POST", P>>("POST", path, body ?? {}, {
      ...options,
      headers: { "idempotency-key": crypto.randomUUID(), ...options?.headers },
    }),
  put: <P extends PathOf<"PUT">>(path: P, body: BodyOf<"PUT", P>, options?: Options) =>
    request<AnswerOf<"PUT", P>>("PUT", path, body, options),
  patch: <P extends PathOf<"PATCH">>(path: P, body: BodyOf<"PATCH", P>, options?: Options) =>
    request<AnswerOf<"PATCH", P>>("PATCH", path, body, options),
  remove: <P extends PathOf<"DELETE">>(path: P, options?: Options) =>
    request<AnswerOf<"DELETE", P>>("DELETE", path, undefined, options),
};
