import * as authWire from "../../wire/auth.ts";
import { check } from "../../wire/fields.ts";
import { failure, forbidden, invalid, noSuch, Problem, unauthorized } from "../../wire/problems.ts";
import * as wire from "../../wire/users.ts";
import { type BodyUse, readBody, readFields } from "../platform/bodies.ts";
import type { RouteServices } from "../platform/docket.ts";
import { type Answer, preparedRoute, type RequestContext, type Route, route } from "../platform/front-door.ts";
import { clientOf, idOf } from "../platform/path-ids.ts";
import { listRows } from "../platform/row-list.ts";
import { rowOf, withVersions } from "../platform/versioned.ts";
import { forgottenRoutes } from "./forgotten-routes.ts";
import type { Identity } from "./identity.ts";
import { knowsPassword, logIn } from "./log-in.ts";
import { preferenceRoutes } from "./preference-routes.ts";
import { type Entrance, logOut, refreshAccess, rotate } from "./sessions.ts";
import {
  changeOwnPassword,
  createUser,
  deleteUser,
  preparePasswordChange,
  type Release,
  showUser,
  type UserColumns,
  updateUser,
  userColumns,
  userFilter,
  userView,
} from "./users.ts";
import { webSessionRoutes } from "./web-session-routes.ts";

const NO_ACCOUNT = "No active account found with the given credentials";

export function userRoutes(docket: RouteServices, entrance: Entrance, identity: Identity, release: Release): Route[] {
  return [
    ...signInRoutes(docket, entrance),
    ...tokenRoutes(docket, entrance, identity),
    ...webSessionRoutes(docket, entrance, identity),
    ...forgottenRoutes(docket, entrance),
    ...preferenceRoutes(docket),
    ...ownAccountRoutes(docket, entrance, identity),
    ...accountRoutes(docket, identity, release),
  ];
}

function signInRoutes({ zone }: RouteServices, entrance: Entrance): Route[] {
  const enter = async (ctx: RequestContext, refusal: () => Problem) => {
    const credentials = await readFields(ctx.request, authWire.credentials, { how: "create", zone });
    const session = await logIn(ctx.db, entrance, credentials, clientOf(ctx));
    if (!session) throw refusal();
    return session;
  };
  return [
    route(authWire.login, async (ctx) => {
      const { user, tokens } = await enter(ctx, () => invalid({ non_field_errors: ["Invalid credentials"] }));
      return { body: { ...tokens, user: JSON.parse((await showUser(ctx.db, user, { id: user, role: "Admin" }))!) } };
    }),
    route(authWire.obtainTokens, async (ctx) => ({
      body: (await enter(ctx, () => unauthorized(NO_ACCOUNT))).tokens,
    })),
  ];
}

function tokenRoutes({ zone }: RouteServices, entrance: Entrance, identity: Identity): Route[] {
  return [
    route(authWire.refresh, async (ctx) => {
      const body = await readBody(ctx.request).catch((): never => {
        throw failure(401, "Invalid refresh token");
      });
      const token = (body.data as { refresh?: unknown } | null)?.refresh;
      if (!token) throw failure(400, "Refresh token is required");
      return {
        body: { access: await refreshAccess(ctx.db, entrance, typeof token === "string" ? token : "", ctx.request.ip) },
      };
    }),
    route(authWire.rotateTokens, async (ctx) => {
      const { refresh } = await readFields(ctx.request, authWire.refresh.body, { how: "create", zone });
      return { body: await rotate(ctx.db, entrance.tokens, refresh!).catch(plainly) };
    }),
    route(authWire.verifyToken, async (ctx) => {
      const { token } = await readFields(ctx.request, authWire.verifyToken.body, { how: "create", zone });
      await entrance.tokens
        .verify("access", token!)
        .catch(() => entrance.tokens.verify("refresh", token!))
        .catch(plainly);
      return { body: {} };
    }),
    route(authWire.logout, async (ctx) => {
      const body = await readBody(ctx.request).catch(() => ({ data: {}, isForm: false }));
      const { values } = check(authWire.logout.body, body.data, { zone, form: body.isForm });
      const user = values.refresh ? await logOut(ctx.db, entrance.tokens, values.refresh) : null;
      if (user) identity.forget(user);
      return { body: { message: "Logged out successfully" } };
    }),
  ];
}

const plainly = (error: unknown): never => {
  if (!(error instanceof Problem)) throw error;
  throw unauthorized("Token is invalid or expired", "token_not_valid");
};

async function show(ctx: RequestContext, id: string): Promise<Answer> {
  const body = await showUser(ctx.db, id, ctx.actor, ctx);
  if (!body) throw noSuch("User");
  return { body };
}

// the account of the caller; an Admin may change it at the same time
const OWN = rowOf("users", ({ actor }) => actor.id);

/** What users see and change in their own account. */
function ownAccountRoutes({ zone }: RouteServices, entrance: Entrance, identity: Identity): Route[] {
  return [
    route(authWire.me, async (ctx) => show(ctx, ctx.actor.id)),
    ...withVersions(OWN, [
      route(wire.showOwnUser, async (ctx) => show(ctx, ctx.actor.id)),
      route(wire.updateOwnUser, async (ctx) => {
        const values = await readFields(ctx.request, wire.updateOwnUser.body, { how: "change", zone });
        await updateUser(ctx.db, ctx.actor, ctx.actor.id, values);
        return show(ctx, ctx.actor.id);
      }),
    ]),
    preparedRoute(
      wire.changePassword,
      async (ctx) => {
        const fields = await readFields(ctx.request, wire.passwordFields, { how: "create", zone });
        const knows = (account: { id: string; password: string }) =>
          knowsPassword(entrance, account, fields.old_password!, ctx.request.ip);
        return preparePasswordChange(ctx.db, ctx.actor, knows, fields.new_password!);
      },
      async (ctx, change) => {
        await changeOwnPassword(ctx.db, ctx.actor, change);
        identity.forget(ctx.actor.id);
        return { body: { message: "Password changed successfully" } };
      },
    ),
  ];
}

/** Reads the values of a user, and hashes their password. */
const columnsReader = (zone: string, how: BodyUse) => async (ctx: RequestContext) => {
  const fields = how === "replace" ? wire.replaceUser.body : wire.userFields;
  const first = how === "create" ? {} : { first: () => show(ctx, idOf(ctx)) };
  return userColumns(await readFields(ctx.request, fields, { how, zone, ...first }));
};

function accountRoutes(docket: RouteServices, identity: Identity, release: Release): Route[] {
  const prepare = (how: BodyUse) => columnsReader(docket.zone, how);
  const change = async (ctx: RequestContext, columns: UserColumns) => {
    const id = idOf(ctx);
    await updateUser(ctx.db, ctx.actor, id, columns);
    identity.forget(id);
    return show(ctx, id);
  };
  return [
    route(wire.listUsers, async (ctx) => {
      const filter = userFilter(ctx.query, ctx.actor);
      return { body: await listRows(ctx.db, userView(ctx.actor), ctx, docket.addresses, filter) };
    }),
    preparedRoute(wire.createUser, prepare("create"), async (ctx, columns) =>
      show(ctx, await createUser(ctx.db, ctx.actor, columns)),
    ),
    ...withVersions("users", [
      route(wire.showUser, async (ctx) => show(ctx, idOf(ctx))),
      preparedRoute(wire.updateUser, prepare("change"), change),
      preparedRoute(wire.replaceUser, prepare("replace"), change),
    ]),
    route(wire.deleteUser, async (ctx) => {
      if (idOf(ctx) === ctx.actor.id) throw forbidden();
      await deleteUser(ctx.db, ctx.actor, idOf(ctx), release);
      identity.forget(idOf(ctx));
      return {};
    }),
  ];
}
