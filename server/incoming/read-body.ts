import { isIP } from "node:net";
import type { Readable } from "node:stream";
import type { FastifyRequest } from "fastify";
import { parseUuid } from "../../wire/python-values.ts";
import { hasBody } from "../platform/bodies.ts";
import type { Envelope } from "./authenticate.ts";

/** An email as a program sends it over HTTP: a signature of its headers, and bytes that are not read yet. */
export interface SignedEmail {
  mailbox: string;
  id: string;
  /** Seconds since 1970. */
  timestamp: string;
  sha256: string;
  signature: string;
  envelope: Envelope;
  bytes: Readable;
}

/** Reads the headers of a request that contains an email; null if they are not well-formed. */
export function readInbound(request: FastifyRequest): SignedEmail | null {
  const header = (name: string) => request.raw.headersDistinct[name]?.[0]?.trim() ?? "";
  const mailbox = parseUuid(header("x-docket-mailbox"));
  const [id, timestamp] = [header("x-docket-id"), header("x-docket-timestamp")];
  const sha256 = header("x-docket-content-sha256").toLowerCase();
  const isWellFormed =
    mailbox && /^[\x21-\x7e]{1,200}$/.test(id) && /^\d{1,12}$/.test(timestamp) && /^[\da-f]{64}$/.test(sha256);
  if (!isWellFormed || !hasBody(request)) return null;
  const from = request.raw.headersDistinct["x-docket-envelope-from"]?.[0]?.trim();
  const [to, ip] = [header("x-docket-envelope-to"), header("x-docket-client-ip")];
  const envelope = {
    ...(from !== undefined && { from: from.slice(0, 320) }),
    ...(to && {
      to: to
        .split(",")
        .map((each) => each.trim().slice(0, 320))
        .slice(0, 100),
    }),
    ...(isIP(ip) && { ip }),
  };
  const signature = header("x-docket-signature").toLowerCase();
  return { mailbox, id, timestamp, sha256, signature, envelope, bytes: (request.body ?? request.raw) as Readable };
}
