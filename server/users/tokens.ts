import { randomUUID } from "node:crypto";
import { errors, jwtVerify, SignJWT } from "jose";
import { LRUCache } from "lru-cache";
import { type Problem, tokenNotValid, unauthorized } from "../../wire/problems.ts";
import { parseUuid } from "../../wire/python-values.ts";

export const ACCESS_SECONDS = 3600;
export const REFRESH_SECONDS = 7 * 24 * 3600;

export interface Claims {
  user: string;
  /** The id of the token, as a uuid. */
  jti: string;
  /** Its session; null for a token that was issued elsewhere with the same key. */
  session: string | null;
  iat: number;
  exp: number;
}

type Kind = "access" | "refresh";

export interface Tokens {
  sign(
    kind: Kind,
    claims: { user: string; session: string; iat?: number; jti?: string },
  ): Promise<{ token: string; claims: Claims }>;
  /** The claims of a valid token of this kind; throws a Problem that says why it is not valid. */
  verify(kind: Kind, token: string): Promise<Claims>;
}

const bare = (uuid: string) => uuid.replaceAll("-", "");

/** Issues and verifies tokens like the Django backend's: HS256 with the key as it is, the same claims, no leeway. */
export function openTokens(secretKey: string): Tokens {
  const key = new TextEncoder().encode(secretKey);
  const cache = new LRUCache<string, Claims>({ max: 5000 });
  return {
    async sign(kind, { user, session, iat, jti = randomUUID() }) {
      const now = Math.floor(Date.now() / 1000);
      const exp = now + (kind === "access" ? ACCESS_SECONDS : REFRESH_SECONDS);
      const claims = { user, session, jti, iat: iat ?? now, exp };
      const token = await new SignJWT({
        token_type: kind,
        exp,
        iat: claims.iat,
        jti: bare(jti),
        user_id: user,
        session,
      })
        .setProtectedHeader({ alg: "HS256", typ: "JWT" })
        .sign(key);
      return { token, claims };
    },
    async verify(kind, token) {
      const cachedClaims = cache.get(kind + token);
      if (cachedClaims && cachedClaims.exp * 1000 > Date.now()) return cachedClaims;
      const claims = await readToken(key, kind, token);
      cache.set(kind + token, claims);
      return claims;
    },
  };
}

async function readToken(key: Uint8Array, kind: Kind, token: string): Promise<Claims> {
  const { payload } = await jwtVerify(token, key, { algorithms: ["HS256"] }).catch((error: unknown): never => {
    throw error instanceof errors.JOSEError || error instanceof TypeError ? tokenNotValid() : error;
  });
  if (payload.exp === undefined) throw tokenNotValid("Token has no 'exp' claim");
  if (typeof payload.jti !== "string") throw tokenNotValid("Token has no id");
  if (payload.token_type === undefined) throw tokenNotValid("Token has no type");
  if (payload.token_type !== kind) throw tokenNotValid("Token has wrong type");
  const user = typeof payload.user_id === "string" ? parseUuid(payload.user_id) : null;
  if (!user) throw noUser();
  const jti = parseUuid(payload.jti);
  if (!jti) throw tokenNotValid();
  const session = typeof payload.session === "string" ? parseUuid(payload.session) : null;
  return { user, jti, session, iat: payload.iat ?? 0, exp: payload.exp };
}

const noUser = (): Problem => unauthorized("Token contained no recognizable user identification", "token_not_valid");
