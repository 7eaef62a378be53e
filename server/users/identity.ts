import { LRUCache } from "lru-cache";
import { ROLE_PERMISSIONS } from "../../wire/permissions.ts";
import { type Problem, unauthorized } from "../../wire/problems.ts";
import type { Actor } from "../platform/actor.ts";
import { type Db, query } from "../platform/database.ts";
import type { Tokens } from "./tokens.ts";

// A cached user is dropped at a change (trigger person_changed). If no notification arrives, this is the limit.
const REMEMBER_MS = 4_000;

export interface Identity {
  /** The user whose credential is in these headers. */
  identify(headers: { authorization?: string | undefined; origin?: string | undefined }): Promise<Actor | null>;
  forget(user?: string): void;
}

interface CachedIdentity {
  actor: Actor | null;
  problem: Problem | null;
}

/** Finds the user of the Authorization header. */
export function openIdentity(db: Db, tokens: Tokens): Identity {
  const cache = new LRUCache<string, CachedIdentity>({ max: 5000, ttl: REMEMBER_MS });
  return {
    async identify({ authorization, origin }) {
      const token = bearer(authorization);
      if (token === null) return null;
      const { user, session, iat } = await tokens.verify("access", token);
      const key = `${user}|${session ?? ""}|${iat}`;
      let entry = cache.get(key);
      if (!entry) {
        entry = await look(db, user, session, iat);
        cache.set(key, entry);
      }
      if (entry.problem) throw entry.problem;
      // browsers send Origin with requests that change something
      return entry.actor && { ...entry.actor, via: origin ? "web" : "api" };
    },
    forget(user) {
      if (user === undefined) cache.clear();
      else for (const key of cache.keys()) if (key.startsWith(user)) cache.delete(key);
    },
  };
}

function bearer(header: string | undefined): string | null {
  if (!header) return null;
  const [scheme, token, ...more] = header.split(/\s+/).filter(Boolean);
  if (scheme === "Token") throw unauthorized("Invalid token.");
  if (scheme !== "Bearer") return null;
  if (!token || more.length > 0)
    throw unauthorized("Authorization header must contain two space-delimited values", "bad_authorization_header");
  return token;
}

async function look(db: Db, user: string, session: string | null, iat: number): Promise<CachedIdentity> {
  const [row] = await query<{ role: Actor["role"]; is_active: boolean; is_over: boolean }>(
    db,
    `select u.role, u.is_active,
       case when s.id is null then to_timestamp($3) < u.tokens_valid_from else s.revoked_at is not null end as is_over
     from users u left join sessions s on s.id = $2::uuid where u.id = $1`,
    [user, session, iat],
  );
  const no = (text: string, code: string) => ({ actor: null, problem: unauthorized(text, code) });
  if (!row) return no("User not found", "user_not_found");
  if (!row.is_active) return no("User is inactive", "user_inactive");
  if (row.is_over) return no("You have logged out", "token_not_valid");
  return {
    actor: { kind: "user", id: user, role: row.role, permissions: ROLE_PERMISSIONS[row.role], session, via: "api" },
    problem: null,
  };
}
