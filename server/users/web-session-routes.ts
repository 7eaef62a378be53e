import type { CookieSerializeOptions } from "@fastify/cookie";
import { API } from "../../wire/endpoint.ts";
import * as links from "../../wire/password-links.ts";
import { invalid, noSuch, Problem, unauthorized } from "../../wire/problems.ts";
import * as wire from "../../wire/session.ts";
import { originOf, refuseForeign } from "../platform/addresses.ts";
import { readFields } from "../platform/bodies.ts";
import type { RouteServices } from "../platform/docket.ts";
import { type Answer, preparedRoute, type RequestContext, type Route, route } from "../platform/front-door.ts";
import { clientOf, idOf } from "../platform/path-ids.ts";
import type { Identity } from "./identity.ts";
import { logIn } from "./log-in.ts";
import { linkOfToken, prepareNewPassword, setPasswordByLink } from "./password-links.ts";
import {
  type Entrance,
  endSession,
  logOut,
  rotateShared,
  sessionsOf,
  slowingDown,
  type TokenPair,
} from "./sessions.ts";
import { REFRESH_SECONDS } from "./tokens.ts";
import { endSessions, showUser } from "./users.ts";

interface Cookie {
  name: string;
  options: CookieSerializeOptions;
}

/** The cookie for this site; on https, browsers send it over https alone because of its name. */
function cookieOf({ request }: RequestContext, { addresses }: RouteServices): Cookie {
  const secure = originOf(request, addresses).startsWith("https:");
  const options = { httpOnly: true, sameSite: "strict", path: `${API}/session/`, secure } as const;
  return { name: secure ? "__Secure-docket_session" : "docket_session", options };
}

/** The session's cookie: how it is set, read and cleared, and who may send it. */
class SessionCookie {
  readonly #docket: RouteServices;
  readonly #corsOrigins: readonly string[];

  constructor(docket: RouteServices, corsOrigins: readonly string[]) {
    this.#docket = docket;
    this.#corsOrigins = corsOrigins;
  }

  /** Responds with the tokens: the refresh token in the cookie, the access token in the body. */
  async give(ctx: RequestContext, user: string, { access, refresh }: TokenPair): Promise<Answer> {
    const { name, options } = cookieOf(ctx, this.#docket);
    ctx.reply.setCookie(name, refresh, { ...options, maxAge: REFRESH_SECONDS });
    const account = JSON.parse((await showUser(ctx.db, user, { id: user, role: "Admin" }))!) as unknown;
    return { body: { access, user: account }, headers: { "cache-control": "no-store" } };
  }

  tokenOf(ctx: RequestContext): string | undefined {
    return ctx.request.cookies[cookieOf(ctx, this.#docket).name];
  }

  clear(ctx: RequestContext): void {
    const { name, options } = cookieOf(ctx, this.#docket);
    ctx.reply.clearCookie(name, options);
  }

  refuseForeign(ctx: RequestContext): void {
    refuseForeign(ctx.request, this.#docket.addresses, this.#corsOrigins);
  }
}

export function webSessionRoutes(docket: RouteServices, entrance: Entrance, identity: Identity): Route[] {
  const parts = { docket, entrance, identity, cookie: new SessionCookie(docket, entrance.corsOrigins) };
  return [...openingRoutes(parts), ...passwordLinkRoutes(parts), ...closingRoutes(parts)];
}

interface Parts {
  docket: RouteServices;
  entrance: Entrance;
  identity: Identity;
  cookie: SessionCookie;
}

function openingRoutes({ docket: { zone }, entrance, cookie }: Parts): Route[] {
  return [
    route(wire.openWebSession, async (ctx) => {
      cookie.refuseForeign(ctx);
      const credentials = await readFields(ctx.request, wire.openWebSession.body, { how: "create", zone });
      const session = await logIn(ctx.db, entrance, credentials, clientOf(ctx));
      if (!session) throw invalid({ non_field_errors: ["Invalid credentials"] });
      return cookie.give(ctx, session.user, session.tokens);
    }),
    route(wire.refreshWebSession, async (ctx) => {
      cookie.refuseForeign(ctx);
      const token = cookie.tokenOf(ctx);
      // not an error: a page that asks at its start would log a 401
      if (!token) return { status: 204 };
      const exchange = () => rotateShared(ctx.db, entrance.tokens, token, ctx.request.ip);
      const session = await slowingDown(entrance, ctx.request.ip, exchange).catch((error: unknown) => {
        if (!(error instanceof Problem) || error.status !== 401) throw error;
        cookie.clear(ctx);
        throw unauthorized("Your session has ended. Please sign in again.", "token_not_valid");
      });
      return cookie.give(ctx, session.user, session);
    }),
  ];
}

/** Links that set a password: invitations, and forgotten passwords. */
function passwordLinkRoutes({ docket, entrance, identity, cookie }: Parts): Route[] {
  const { zone, sealing } = docket;
  return [
    route(links.readPasswordLink, async (ctx) => {
      cookie.refuseForeign(ctx);
      const { token } = await readFields(ctx.request, links.readPasswordLink.body, { how: "create", zone });
      const read = () => linkOfToken(ctx.db, sealing, token!);
      const { purpose, username, full_name, expires_at } = await slowingDown(entrance, ctx.request.ip, read);
      return { body: { purpose, username, full_name, expires_at }, headers: { "cache-control": "no-store" } };
    }),
    preparedRoute(
      links.setPassword,
      async (ctx) => {
        cookie.refuseForeign(ctx);
        const fields = await readFields(ctx.request, links.setPassword.body, { how: "create", zone });
        const prepare = () => prepareNewPassword(ctx.db, sealing, fields.token!, fields.password!);
        return slowingDown(entrance, ctx.request.ip, prepare);
      },
      async (ctx, password) => {
        const { user, tokens } = await setPasswordByLink(ctx.db, entrance.tokens, password, clientOf(ctx));
        identity.forget(user);
        return cookie.give(ctx, user, tokens);
      },
    ),
  ];
}

function closingRoutes({ entrance, identity, cookie }: Parts): Route[] {
  return [
    route(wire.listSessions, async (ctx) => ({ body: { results: await sessionsOf(ctx.db, ctx.actor) } })),
    route(wire.closeWebSession, async (ctx) => {
      cookie.refuseForeign(ctx);
      const token = cookie.tokenOf(ctx);
      const user = token ? await logOut(ctx.db, entrance.tokens, token) : null;
      if (user) identity.forget(user);
      cookie.clear(ctx);
      return {};
    }),
    route(wire.closeAllSessions, async (ctx) => {
      cookie.refuseForeign(ctx);
      await endSessions(ctx.db, ctx.actor.id, null);
      identity.forget(ctx.actor.id);
      cookie.clear(ctx);
      return {};
    }),
    route(wire.closeOneSession, async (ctx) => {
      cookie.refuseForeign(ctx);
      const id = idOf(ctx);
      if (!(await endSession(ctx.db, ctx.actor.id, id))) throw noSuch("Session");
      identity.forget(ctx.actor.id);
      if (id === ctx.actor.session) cookie.clear(ctx);
      return {};
    }),
  ];
}
