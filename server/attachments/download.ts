import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { notFound, Problem } from "../../wire/problems.ts";
import { query } from "../platform/database.ts";
import type { Docket } from "../platform/docket.ts";
import { disposition, typeOf } from "./content-types.ts";

/**
 * Serves the files at the addresses that attachments have. These are signed, so that a plain link downloads without a token.
 */
export function serveFiles(app: FastifyInstance, docket: Docket): void {
  const path = new URL(docket.addresses.mediaUrl, "http://localhost").pathname;
  app.route({
    method: ["GET", "HEAD"],
    url: `${path}*`,
    handler: (request, reply) => download(docket, request, reply),
  });
}

async function download({ db, links, storage }: Docket, request: FastifyRequest, reply: FastifyReply) {
  const file = (request.params as { "*": string })["*"];
  const { expires = "", signature = "" } = request.query as Record<string, string>;
  if (file.includes("\0") || !links.isSigned(file, String(expires), String(signature), Date.now())) throw notFound();
  const [row] = await query<{ name: string; sha256: string | null }>(
    db,
    `select a.name, a.sha256
     from attachments a
     join tickets t on t.id = a.ticket
     where a.file = $1 and t.deleted_at is null
     union all select name, sha256 from draft_files where file = $1
     union all select name, sha256 from kb_files where file = $1
     union all select name, sha256 from saved_files where file = $1`,
    [file.toWellFormed()],
  );
  const size = row ? await storage.size(file) : null;
  if (!row || size === null) throw notFound();
  const range = parseRange(request.headers.range, size);
  const isEmpty = request.method === "HEAD" || size === 0;
  const bytes = isEmpty ? "" : await storage.read(file, range ?? undefined);
  if (bytes === null) throw notFound();
  reply.headers({
    "content-type": typeOf(row.name),
    "content-disposition": disposition(row.name),
    "content-security-policy": "default-src 'none'; sandbox",
    "cross-origin-resource-policy": "cross-origin",
    "cache-control": "private, max-age=3600",
    "accept-ranges": "bytes",
    "content-length": String(range ? range.end - range.start + 1 : size),
    ...(row.sha256 && { etag: `"${row.sha256.slice(0, 32)}"` }),
    ...(range && { "content-range": `bytes ${range.start}-${range.end}/${size}` }),
  });
  reply.code(range ? 206 : 200);
  return reply.send(request.method === "HEAD" ? undefined : bytes);
}

/** One range of bytes (RFC 9110). If several are requested, the whole file is returned. */
export function parseRange(header: string | undefined, size: number): { start: number; end: number } | null {
  const rangeMatch = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? "");
  if (!rangeMatch || (rangeMatch[1] === "" && rangeMatch[2] === "")) return null;
  const start = rangeMatch[1] === "" ? Math.max(0, size - Number(rangeMatch[2])) : Number(rangeMatch[1]);
  const end = rangeMatch[1] === "" || rangeMatch[2] === "" ? size - 1 : Math.min(Number(rangeMatch[2]), size - 1);
  if (start <= end && start < size) return { start, end };
  throw new Problem(
    416,
    { detail: "The requested range is outside the file." },
    { "content-range": `bytes */${size}` },
  );
}
