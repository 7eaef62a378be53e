import type { CookieSerializeOptions } from "@fastify/cookie";
import * as links from "../../wire/password-links.ts";
import { forbidden, invalid, noSuch, Problem, unauthorized } from "../../wire/problems.ts";
import * as wire from "../../wire/session.ts";
import { originOf } from "../platform/addresses.ts";
import { readFields } from "../platform/bodies.ts";
import type { Services } from "../platform/docket.ts";
import { API, preparedRoute, type RequestContext, type Route, route } from "../platform/front-door.ts";
import { clientOf, idOf } from "../platform/path-ids.ts";
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

/** The cookie for this site; on https, its name makes browsers insist on that. */
function cookieOf({ request }: RequestContext, { addresses }: Services): Cookie {
  const secure = originOf(request, addresses).startsWith("https:");
  const options = { httpOnly: true, sameSite: "strict", path: `${API}/session/`, secure } as const;
  return { name: secure ? "__Secure-docket_session" : "docket_session", options };
}

// A browser sends the cookie whichever site wrote the page, and names that site's origin with it. Behind a proxy that
// ends TLS, the server may not see the https that the browser uses.
function refuseForeign(ctx: RequestContext, { addresses }: Services, corsOrigins: readonly string[]): void {
  const { origin } = ctx.request.headers;
  if (origin === undefined) return;
  const own = [originOf(ctx.request, addresses), originOf(ctx.request, { ...addresses, publicUrl: null })];
  const allowed = [...own, ...own.map((each) => each.replace(/^http:/, "https:")), ...corsOrigins];
  if (!allowed.includes(origin)) throw forbidden();
}

const wrong = () => invalid({ non_field_errors: ["Invalid credentials"] });

export function webSessionRoutes(docket: Services, entrance: Entrance, identity: Identity): Route[] {
  const { zone } = docket;
  const give = async (ctx: RequestContext, user: string, { access, refresh }: { access: string; refresh: string }) => {
    const { name, options } = cookieOf(ctx, docket);
    ctx.reply.setCookie(name, refresh, { ...options, maxAge: REFRESH_SECONDS });
    const shown = JSON.parse((await showUser(ctx.db, user, { id: user, role: "Admin" }))!) as unknown;
    return { body: { access, user: shown }, headers: { "cache-control": "no-store" } };
  };
  const take = (ctx: RequestContext) => ctx.request.cookies[cookieOf(ctx, docket).name];
  const clear = (ctx: RequestContext) => {
    const { name, options } = cookieOf(ctx, docket);
    ctx.reply.clearCookie(name, options);
  };
  const refuse = (ctx: RequestContext) => refuseForeign(ctx, docket, entrance.corsOrigins);
  return [
    route(wire.openWebSession, async (ctx) => {
      refuse(ctx);
      const credentials = await readFields(ctx.request, wire.openWebSession.body, { how: "create", zone });
      const entered = await logIn(ctx.db, entrance, credentials, clientOf(ctx));
      if (!entered) throw wrong();
      return give(ctx, entered.user, entered.tokens);
    }),
    route(links.readPasswordLink, async (ctx) => {
      refuse(ctx);
      const { token } = await readFields(ctx.request, links.readPasswordLink.body, { how: "create", zone });
      const read = () => linkOfToken(ctx.db, docket.sealing, token!);
      const { purpose, username, full_name, expires_at } = await slowingDown(entrance, ctx.request.ip, read);
      return { body: { purpose, username, full_name, expires_at }, headers: { "cache-control": "no-store" } };
    }),
    preparedRoute(
      links.setPassword,
      async (ctx) => {
        refuse(ctx);
        const sent = await readFields(ctx.request, links.setPassword.body, { how: "create", zone });
        const prepare = () => prepareNewPassword(ctx.db, docket.sealing, sent.token!, sent.password!);
        return slowingDown(entrance, ctx.request.ip, prepare);
      },
      async (ctx, password) => {
        const { user, tokens } = await setPasswordByLink(ctx.db, entrance.tokens, password, clientOf(ctx));
        identity.forget(user);
        return give(ctx, user, tokens);
      },
    ),
    route(wire.refreshWebSession, async (ctx) => {
      refuse(ctx);
      const token = take(ctx);
      // signed out is no error: a page that asks at its start would log a 401
      if (!token) return { status: 204 };
      const exchange = () => rotateShared(ctx.db, entrance.tokens, token, ctx.request.ip);
      const session = await slowingDown(entrance, ctx.request.ip, exchange).catch((error: unknown) => {
        if (!(error instanceof Problem) || error.status !== 401) throw error;
        clear(ctx);
        throw unauthorized("Your session has ended. Please sign in again.", "token_not_valid");
      });
      return give(ctx, session.user, session);
    }),
    route(wire.closeWebSession, async (ctx) => {
      refuse(ctx);
      const token = take(ctx);
      const user = token ? await logOut(ctx.db, entrance.tokens, token) : null;
      if (user) identity.forget(user);
      clear(ctx);
      return {};
    }),
    route(wire.listSessions, async (ctx) => ({ body: { results: await sessionsOf(ctx.db, ctx.actor) } })),
    route(wire.closeAllSessions, async (ctx) => {
      refuse(ctx);
      await endSessions(ctx.db, ctx.actor.id, null);
      identity.forget(ctx.actor.id);
      clear(ctx);
      return {};
    }),
    route(wire.closeOneSession, async (ctx) => {
      refuse(ctx);
      const id = idOf(ctx);
      if (!(await endSession(ctx.db, ctx.actor.id, id))) throw noSuch("Session");
      identity.forget(ctx.actor.id);
      if (id === ctx.actor.session) clear(ctx);
      return {};
    }),
  ];
}
