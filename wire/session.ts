import { z } from "zod";
import { credentials } from "./auth.ts";
import { endpoint } from "./endpoint.ts";
import { User } from "./users.ts";

const tag = "Web sign-in";
const time = z.iso.datetime();
const signedIn = z.object({ access: z.jwt(), user: User });
const origin =
  "Returns 403 if the `Origin` header is neither this site nor in `CORS_ORIGINS`: a cookie alone does not prove who sent the request.";

export const openWebSession = endpoint({
  method: "POST",
  path: "/session/",
  access: "credentials-ignored",
  tag,
  status: 200,
  summary: "Sign in from a browser",
  description: `The refresh token comes as a cookie that no script can read and that is sent to \`/session/\` only; it is never in the response body. ${origin}`,
  body: credentials,
  answer: signedIn,
  problems: [400, 403, 429],
  example: { request: { username: "ann", password: "correct horse battery staple" } },
});
export const refreshWebSession = endpoint({
  method: "POST",
  path: "/session/refresh/",
  access: "credentials-ignored",
  tag,
  status: 200,
  summary: "Get a new access token with the cookie",
  description: `Replaces the cookie, too. The previous cookie stays valid for 20 seconds so that two tabs can refresh at once; an older one ends the session. ${origin}`,
  nothing: "There is no cookie: no one is signed in here.",
  answer: signedIn,
  problems: [401, 403, 429],
});
export const closeWebSession = endpoint({
  method: "DELETE",
  path: "/session/",
  access: "credentials-ignored",
  tag,
  status: 204,
  summary: "Sign out of this browser",
  description: `Ends the session, revokes its tokens and clears the cookie. ${origin}`,
  problems: [403],
});
export const listSessions = endpoint({
  method: "GET",
  path: "/session/all/",
  access: "user",
  permission: "self",
  tag,
  status: 200,
  summary: "List your sessions",
  description: "Most recently used first.",
  answer: z.object({
    results: z.array(
      z.object({
        id: z.uuid(),
        created_at: time,
        last_used_at: time.meta({ description: "When the session last got a new access token." }),
        expires_at: time,
        user_agent: z.string(),
        is_current: z.boolean().meta({ description: "Whether this is the session that sent the request." }),
      }),
    ),
  }),
  problems: [401],
});
export const closeAllSessions = endpoint({
  method: "DELETE",
  path: "/session/all/",
  access: "user",
  permission: "self",
  tag,
  status: 204,
  summary: "Sign out everywhere",
  description: `Ends all your sessions, including this one. ${origin}`,
  problems: [401, 403],
});
export const closeOneSession = endpoint({
  method: "DELETE",
  path: "/session/all/{id}/",
  access: "user",
  permission: "self",
  tag,
  status: 204,
  summary: "End one session",
  description: `Ends one of your sessions and revokes its tokens. If it is the current session, clears the cookie, too. ${origin}`,
  problems: [401, 403, 404],
});
