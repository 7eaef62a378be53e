import { createHash } from "node:crypto";
import type { Sealing } from "./sealing.ts";

/** Which links a token is for, so that it opens no other ones, and its length. */
export interface LinkKind {
  purpose: "password link" | "portal link" | "survey";
  bytes: number;
}

/**
 * The token in a link, derived from the ID of its row with a key that is not in the database, so that each attempt can
 * compose the email again.
 */
export const linkToken = (sealing: Sealing, { purpose, bytes }: LinkKind, id: string): string =>
  sealing.sign(purpose, id, bytes).toString("base64url");

/** What is stored of a token, so that a copy of the database opens no links. */
export const hashToken = (token: string): Buffer => createHash("sha256").update(token).digest();

/** The token whose hash is stored; null if it was derived with another SECRET_KEY. */
export function storedToken(sealing: Sealing, kind: LinkKind, { id, hash }: { id: string; hash: Buffer }) {
  const token = linkToken(sealing, kind, id);
  return hashToken(token).equals(hash) ? token : null;
}
