import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { RateLimiterMemory } from "rate-limiter-flexible";
import type { Endpoint } from "../../wire/endpoint.ts";
import { conflict, Problem, unprocessable } from "../../wire/problems.ts";
import { bodyBytes, mediaType } from "./bodies.ts";
import { type Db, query, transact } from "./database.ts";
import type { Answer, ReceivedBody, RequestContext } from "./front-door.ts";

const MAX_KEPT_BYTES = 64 * 1024;
const DAY_SECONDS = 24 * 3600;
// how many bytes a server stores for a user in a day; after that, responses are built again from their objects, like
// large ones
const USER_QUOTA_BYTES = 16 * 1024 * 1024;

/** A request with an Idempotency-Key. */
export interface Task {
  endpoint: Endpoint;
  /** The work before the transaction; null if there is none. */
  prepare: (() => Promise<unknown>) | null;
  run(db: Db): Promise<Answer>;
  /** The current state of the object in the response; null if the endpoint returns none. */
  show(id: string | null): Promise<Answer | null>;
}

interface StoredAnswer {
  fingerprint: string;
  status: number;
  headers: Record<string, string>;
  body: string;
  is_body_kept: boolean;
  object_id: string | null;
}

export type Once = (ctx: RequestContext, task: Task, payload?: ReceivedBody) => Promise<Answer>;

/**
 * Runs a changing request only once, however often it comes with the same Idempotency-Key. The response is kept for 24 hours,
 * in the transaction of the effect. A refusal is not kept, because it had no effect.
 */
export function openIdempotency(): Once {
  const quota = new RateLimiterMemory({ points: USER_QUOTA_BYTES, duration: DAY_SECONDS });
  return async (ctx, task, payload) => {
    const key = String(ctx.request.headers["idempotency-key"]);
    if (!/^[\x21-\x7e]{1,255}$/.test(key))
      throw unprocessable("An Idempotency-Key must have 1 to 255 visible ASCII characters.");
    const fingerprint = await fingerprintOf(ctx, payload);
    const earlier = await prepareOnce(ctx, task, key, fingerprint);
    if (earlier) return repeat(task, earlier);
    const outcome = await transact(ctx.db, async (db) => {
      const earlier = await claim(db, ctx, key, fingerprint).catch((error: { code?: string }) => {
        if (error.code !== "55P03") throw error;
        throw conflict("A request with this Idempotency-Key is still running.", { "retry-after": "1" });
      });
      if (earlier) return { earlier };
      const answer = await task.run(db);
      await keep(db, quota, ctx, task.endpoint, key, answer);
      return { answer };
    });
    return outcome.answer ?? repeat(task, outcome.earlier!);
  };
}

// A repeated request must not be prepared again: a password that the first one changed would be wrong now.
async function prepareOnce(
  ctx: RequestContext,
  task: Task,
  key: string,
  fingerprint: string,
): Promise<StoredAnswer | null> {
  if (!task.prepare) return null;
  const earlier = await find(ctx.db, ctx, key, fingerprint);
  if (earlier) return earlier;
  try {
    await task.prepare();
    return null;
  } catch (problem) {
    // the first request may have ended in the meantime
    const earlier = await find(ctx.db, ctx, key, fingerprint);
    if (earlier) return earlier;
    throw problem;
  }
}

async function fingerprintOf({ request }: RequestContext, payload?: ReceivedBody): Promise<string> {
  const hash = createHash("sha256").update(`${request.method} ${request.url}\n`);
  return hash
    .update(payload?.fingerprint ?? withoutBoundary(await bodyBytes(request), mediaType(request)))
    .digest("hex");
}

// a form that is sent again has another boundary
function withoutBoundary(bytes: Buffer, type: string): Buffer | string {
  const boundary = /^multipart\/form-data\s*;.*boundary="?([^";]+)/i.exec(type)?.[1];
  return boundary ? bytes.toString("latin1").replaceAll(`--${boundary}`, "") : bytes;
}

async function find(db: Db, { actor }: RequestContext, key: string, fingerprint: string): Promise<StoredAnswer | null> {
  const [row] = await query<StoredAnswer>(
    db,
    `select fingerprint, status, headers, body, is_body_kept, object_id from idempotency_keys
     where user_id = $1 and key = $2 and created_at >= now() - interval '24 hours'`,
    [actor.id, key],
  );
  if (!row) return null;
  if (row.fingerprint !== fingerprint)
    throw unprocessable("This Idempotency-Key was already used for a different request.");
  return row;
}

// Waits for a request with the same key, and then returns its response.
async function claim(db: Db, ctx: RequestContext, key: string, fingerprint: string): Promise<StoredAnswer | null> {
  await query(
    db,
    "delete from idempotency_keys where user_id = $1 and key = $2 and created_at < now() - interval '24 hours'",
    [ctx.actor.id, key],
  );
  const rows = await query(
    db,
    "insert into idempotency_keys (user_id, key, fingerprint) values ($1, $2, $3) on conflict do nothing returning key",
    [ctx.actor.id, key, fingerprint],
  );
  return rows.length > 0 ? null : find(db, ctx, key, fingerprint);
}

async function keep(
  db: Db,
  quota: RateLimiterMemory,
  { actor, params }: RequestContext,
  endpoint: Endpoint,
  key: string,
  { body = "", status = endpoint.status, headers = {} }: Answer,
): Promise<void> {
  const bytes =
    Buffer.isBuffer(body) || body instanceof Readable
      ? body
      : Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
  const isKept =
    !endpoint.isSecret &&
    !(bytes instanceof Readable) &&
    bytes.length <= MAX_KEPT_BYTES &&
    (await quota.consume(actor.id, bytes.length).then(
      () => true,
      () => bytes.length === 0,
    ));
  // the response of every object begins with its ID
  const beginning = bytes instanceof Readable ? "" : bytes.toString("latin1", 0, 50);
  const id = /^\{"id":"([\da-f-]{36})"/.exec(beginning)?.[1] ?? params.id ?? null;
  await query(
    db,
    `update idempotency_keys set status = $3, headers = $4, body = $5, is_body_kept = $6, object_id = $7
     where user_id = $1 and key = $2`,
    [actor.id, key, status, JSON.stringify(headers), isKept ? bytes.toString() : "", isKept, isKept ? null : id],
  );
}

/** Returns the first response again. If that was too large to keep, the same status with the object as it is now. */
async function repeat(task: Task, earlier: StoredAnswer): Promise<Answer> {
  const { status, headers, body, is_body_kept, object_id } = earlier;
  const replayHeader = { "idempotent-replayed": "true" };
  if (is_body_kept) return { status, headers: { ...headers, ...replayHeader }, body: body || undefined };
  const now = await task.show(object_id).catch((error: unknown) => {
    if (error instanceof Problem && error.status < 500) return null;
    throw error;
  });
  return {
    status,
    headers: { ...headers, ...now?.headers, ...replayHeader },
    body: now?.body ?? { id: object_id },
  };
}

export const forgetKeys = (db: Db) =>
  query(db, "delete from idempotency_keys where created_at < now() - interval '24 hours'");
