import { createHash } from "node:crypto";
import type { Sealing } from "./sealing.ts";

/** The links that a token is valid for, and its length. */
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

/** The hash that is stored instead of a token, so that a copy of the database opens no links. */
export const hashToken = (token: string): Buffer => createHash("sha256").update(token).digest();

/** The token of a stored hash; null if it was derived with another SECRET_KEY. */
export function storedToken(sealing: Sealing, kind: LinkKind, { id, hash }: { id: string; hash: Buffer }) {
  const token = linkToken(sealing, kind, id);
  return hashToken(token).equals(hash) ? token : null;
}

/** A page of the help center, and its language. */
export interface LinkPage {
  path: string;
  language: string;
}

/** The page that the link of a row opens; null if there is no row, or it was created with another SECRET_KEY. */
export function linkPage(
  sealing: Sealing,
  kind: LinkKind,
  page: string,
  row: { id: string; language: string; token_hash: Buffer } | undefined,
): LinkPage | null {
  const token = row && storedToken(sealing, kind, { id: row.id, hash: row.token_hash });
  return token ? { path: `/portal/${row.language}/${page}/${token}/`, language: row.language } : null;
}
