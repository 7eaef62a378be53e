import type { FastifyRequest } from "fastify";
import type { Answer } from "./front-door.ts";
import { type AnswerRow, answerOf } from "./large-answers.ts";

/** The version that the client last read (If-Match); null if the header is missing, -1 if no version can match. */
export function expectedVersion({ headers }: FastifyRequest): number | null {
  const header = headers["if-match"];
  if (!header || header === "*") return null;
  const etagMatch = /^(?:W\/)?"(\d{1,15})"$/.exec(header);
  return etagMatch ? Number(etagMatch[1]) : -1;
}

/** The response with an object, and its version as ETag. */
export const withETag = ({ row, version }: { row: AnswerRow; version: number }): Answer => ({
  body: answerOf([row]),
  headers: { etag: `"${version}"` },
});
