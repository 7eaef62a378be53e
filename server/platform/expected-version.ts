import type { FastifyRequest } from "fastify";

/** The version that the client last read (If-Match); null if the header is missing, -1 if no version can match. */
export function expectedVersion({ headers }: FastifyRequest): number | null {
  const header = headers["if-match"];
  if (!header || header === "*") return null;
  const etagMatch = /^(?:W\/)?"(\d{1,15})"$/.exec(header);
  return etagMatch ? Number(etagMatch[1]) : -1;
}
