import { createHash } from "node:crypto";
import type { Endpoint } from "../../wire/endpoint.ts";
import { conflict, unprocessable } from "../../wire/problems.ts";
import { mediaType, readBytes } from "./bodies.ts";
import { type Db, query, transactRequest } from "./database.ts";
import type { Answer, Ask, Received } from "./front-door.ts";

interface Kept {
  fingerprint: string;
  status: number;
  headers: Record<string, string>;
  body: string;
}

/**
 * Does what a changing request asks for once, however often it comes with the same Idempotency-Key: the answer is kept in the transaction
 * of the effect, for 24 hours. A refusal is not kept, since it had no effect.
 */
export async function once(
  db: Db,
  ask: Ask,
  endpoint: Endpoint,
  run: () => Promise<Answer>,
  received?: Received,
): Promise<Answer> {
  const key = String(ask.request.headers["idempotency-key"]);
  if (!/^[\x21-\x7e]{1,255}$/.test(key))
    throw unprocessable("An Idempotency-Key has 1 to 255 visible ASCII characters.");
  const fingerprint = await fingerprintOf(ask, received);
  return transactRequest(db, async (db) => {
    const kept = await replay(db, ask, key, fingerprint).catch((error: { code?: string }) => {
      if (error.code !== "55P03") throw error;
      throw conflict("A request with this Idempotency-Key is still running.", { "retry-after": "1" });
    });
    return kept ?? keep(db, ask, endpoint, key, await run());
  });
}

async function fingerprintOf({ request }: Ask, received?: Received): Promise<string> {
  const hash = createHash("sha256").update(`${request.method} ${request.url}\n`);
  return hash
    .update(received?.fingerprint ?? withoutBoundary(await readBytes(request), mediaType(request)))
    .digest("hex");
}

// a form that is sent again is cut by another boundary
function withoutBoundary(bytes: Buffer, type: string): Buffer | string {
  const boundary = /^multipart\/form-data\s*;.*boundary="?([^";]+)/i.exec(type)?.[1];
  return boundary ? bytes.toString("latin1").replaceAll(`--${boundary}`, "") : bytes;
}

// Waits where the same key is being worked on, and then has its answer.
async function replay(db: Db, { actor }: Ask, key: string, fingerprint: string): Promise<Answer | null> {
  await query(
    db,
    "delete from idempotency_keys where user_id = $1 and key = $2 and created_at < now() - interval '24 hours'",
    [actor.id, key],
  );
  const made = await query(
    db,
    "insert into idempotency_keys (user_id, key, fingerprint) values ($1, $2, $3) on conflict do nothing returning key",
    [actor.id, key, fingerprint],
  );
  if (made.length > 0) return null;
  const [kept] = await query<Kept>(
    db,
    "select fingerprint, status, headers, body from idempotency_keys where user_id = $1 and key = $2",
    [actor.id, key],
  );
  if (kept!.fingerprint !== fingerprint) throw unprocessable("This Idempotency-Key was used for another request.");
  return {
    status: kept!.status,
    headers: { ...kept!.headers, "idempotent-replayed": "true" },
    body: kept!.body || undefined,
  };
}

async function keep(db: Db, { actor }: Ask, endpoint: Endpoint, key: string, answer: Answer): Promise<Answer> {
  const { body } = answer;
  const text =
    body === undefined ? "" : Buffer.isBuffer(body) || typeof body === "string" ? String(body) : JSON.stringify(body);
  await query(db, "update idempotency_keys set status = $3, headers = $4, body = $5 where user_id = $1 and key = $2", [
    actor.id,
    key,
    answer.status ?? endpoint.status,
    JSON.stringify(answer.headers ?? {}),
    text,
  ]);
  return answer;
}

export const forgetKeys = (db: Db) =>
  query(db, "delete from idempotency_keys where created_at < now() - interval '24 hours'");
