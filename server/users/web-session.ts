import type { CookieSerializeOptions } from "@fastify/cookie";
import * as links from "../../wire/password-links.ts";
import { forbidden, invalid, noSuch, Problem, unauthorized } from "../../wire/problems.ts";
import * as wire from "../../wire/session.ts";
import { originOf } from "../platform/addresses.ts";
import { readFields } from "../platform/bodies.ts";
import type { Services } from "../platform/docket.ts";
import { API, type Ask, preparedRoute, type Route, route } from "../platform/front-door.ts";
import { idOf } from "../platform/path-ids.ts";
import type { Identity } from "./identity.ts";
import { logIn } from "./log-in.ts";
import { linkOfToken, prepareNewPassword, setPasswordByLink } from "./password-links.ts";
import { type Entrance, endSession, logOut, rotateShared, sessionsOf, slowingDown } from "./sessions.ts";
import { REFRESH_SECONDS } from "./tokens.ts";
import { endSessions, showUser } from "./users.ts";

interface Cookie {
  name: string;
  options: CookieSerializeOptions;
}

/** The cookie as this site may have it; where the site is https its name makes browsers insist on that. */
function cookieOf({ request }: Ask, { addresses }: Services): Cookie {
  const secure = originOf(request, addresses).startsWith("https:");
  const options = { httpOnly: true, sameSite: "strict", path: `${API}/session/`, secure } as const;
  return { name: secure ? "__Secure-docket_session" : "docket_session", options };
}

// A browser sends the cookie whoever wrote the page, and names the page's origin with it. A proxy that ends TLS may leave
// us unaware of the https that the browser sees.
function refuseForeign(ask: Ask, { addresses }: Services, corsOrigins: readonly string[]): void {
  const { origin } = ask.request.headers;
  if (origin === undefined) return;
  const own = [originOf(ask.request, addresses), originOf(ask.request, { ...addresses, publicUrl: null })];
  const known = [...own, ...own.map((each) => each.replace(/^http:/, "https:")), ...corsOrigins];
  if (!known.includes(origin)) throw forbidden();
}

const wrong = () => invalid({ non_field_errors: ["Invalid credentials"] });

export function webSessionRoutes(docket: Services, entrance: Entrance, identity: Identity): Route[] {
  const { zone } = docket;
  const give = async (ask: Ask, user: string, { access, refresh }: { access: string; refresh: string }) => {
    const { name, options } = cookieOf(ask, docket);
    ask.reply.setCookie(name, refresh, { ...options, maxAge: REFRESH_SECONDS });
    const shown = JSON.parse((await showUser(ask.db, user, { id: user, role: "Admin" }))!) as unknown;
    return { body: { access, user: shown }, headers: { "cache-control": "no-store" } };
  };
  const take = (ask: Ask) => ask.request.cookies[cookieOf(ask, docket).name];
  const clear = (ask: Ask) => {
    const { name, options } = cookieOf(ask, docket);
    ask.reply.clearCookie(name, options);
  };
  const refuse = (ask: Ask) => refuseForeign(ask, docket, entrance.corsOrigins);
  return [
    route(wire.openWebSession, async (ask) => {
      refuse(ask);
      const credentials = await readFields(ask.request, wire.openWebSession.body, { how: "create", zone });
      const entered = await logIn(ask.db, entrance, credentials, ask.request);
      if (!entered) throw wrong();
      return give(ask, entered.user, entered.tokens);
    }),
    route(links.readPasswordLink, async (ask) => {
      refuse(ask);
      const { token } = await readFields(ask.request, links.readPasswordLink.body, { how: "create", zone });
      const read = () => linkOfToken(ask.db, docket.sealing, token!);
      const { purpose, username, full_name, expires_at } = await slowingDown(entrance, ask.request.ip, read);
      return { body: { purpose, username, full_name, expires_at }, headers: { "cache-control": "no-store" } };
    }),
    preparedRoute(
      links.setPassword,
      async (ask) => {
        refuse(ask);
        const sent = await readFields(ask.request, links.setPassword.body, { how: "create", zone });
        const prepare = () => prepareNewPassword(ask.db, docket.sealing, sent.token!, sent.password!);
        return slowingDown(entrance, ask.request.ip, prepare);
      },
      async (ask, password) => {
        const { user, tokens } = await setPasswordByLink(ask.db, entrance.tokens, password, ask.request);
        identity.forget(user);
        return give(ask, user, tokens);
      },
    ),
    route(wire.refreshWebSession, async (ask) => {
      refuse(ask);
      const token = take(ask);
      // signed out is no error: a page that asks at its start would log a 401
      if (!token) return { status: 204 };
      const exchange = () => rotateShared(ask.db, entrance.tokens, token, ask.request.ip);
      const made = await slowingDown(entrance, ask.request.ip, exchange).catch((error: unknown) => {
        if (!(error instanceof Problem) || error.status !== 401) throw error;
        clear(ask);
        throw unauthorized("Your session has ended. Please sign in again.", "token_not_valid");
      });
      return give(ask, made.user, made);
    }),
    route(wire.closeWebSession, async (ask) => {
      refuse(ask);
      const token = take(ask);
      const user = token ? await logOut(ask.db, entrance.tokens, token) : null;
      if (user) identity.forget(user);
      clear(ask);
      return {};
    }),
    route(wire.listSessions, async (ask) => ({ body: { results: await sessionsOf(ask.db, ask.actor) } })),
    route(wire.closeAllSessions, async (ask) => {
      refuse(ask);
      await endSessions(ask.db, ask.actor.id, null);
      identity.forget(ask.actor.id);
      clear(ask);
      return {};
    }),
    route(wire.closeOneSession, async (ask) => {
      refuse(ask);
      const id = idOf(ask);
      if (!(await endSession(ask.db, ask.actor.id, id))) throw noSuch("Session");
      identity.forget(ask.actor.id);
      if (id === ask.actor.session) clear(ask);
      return {};
    }),
  ];
}
