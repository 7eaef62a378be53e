import * as authWire from "../../wire/auth.ts";
import { check } from "../../wire/fields.ts";
import { failed, forbidden, invalid, noSuch, Problem, unauthorized } from "../../wire/problems.ts";
import * as wire from "../../wire/users.ts";
import { type How, readBody, readFields } from "../platform/bodies.ts";
import type { Services } from "../platform/docket.ts";
import { filterChoice, filterFlag, searched } from "../platform/filters.ts";
import { type Answer, type Ask, preparedRoute, type Route, route } from "../platform/front-door.ts";
import { idOf } from "../platform/path-ids.ts";
import { listRows } from "../platform/row-list.ts";
import { forgottenRoutes } from "./forgotten.ts";
import type { Identity } from "./identity.ts";
import { knowsPassword, logIn } from "./log-in.ts";
import { preferenceRoutes } from "./preferences.ts";
import { type Entrance, logOut, refreshAccess, rotate } from "./sessions.ts";
import {
  changeOwnPassword,
  createUser,
  deleteUser,
  preparePasswordChange,
  type Release,
  searchedBy,
  showUser,
  type UserColumns,
  updateUser,
  userColumns,
  userView,
} from "./users.ts";
import { webSessionRoutes } from "./web-session.ts";

const NO_ACCOUNT = "No active account found with the given credentials";

export function userRoutes(docket: Services, entrance: Entrance, identity: Identity, release: Release): Route[] {
  return [
    ...authRoutes(docket, entrance, identity),
    ...webSessionRoutes(docket, entrance, identity),
    ...forgottenRoutes(docket, entrance),
    ...preferenceRoutes(docket),
    ...accountRoutes(docket, entrance, identity, release),
  ];
}

function authRoutes({ zone }: Services, entrance: Entrance, identity: Identity): Route[] {
  const enter = async (ask: Ask, refusal: () => Problem) => {
    const credentials = await readFields(ask.request, authWire.credentials, { how: "create", zone });
    const entered = await logIn(ask.db, entrance, credentials, ask.request);
    if (!entered) throw refusal();
    return entered;
  };
  return [
    route(authWire.login, async (ask) => {
      const { user, tokens } = await enter(ask, () => invalid({ non_field_errors: ["Invalid credentials"] }));
      return { body: { ...tokens, user: JSON.parse((await showUser(ask.db, user, { id: user, role: "Admin" }))!) } };
    }),
    route(authWire.obtainTokens, async (ask) => ({
      body: (await enter(ask, () => unauthorized(NO_ACCOUNT))).tokens,
    })),
    route(authWire.refresh, async (ask) => {
      const body = await readBody(ask.request).catch((): never => {
        throw failed(401, "Invalid refresh token");
      });
      const token = (body.data as { refresh?: unknown } | null)?.refresh;
      if (!token) throw failed(400, "Refresh token is required");
      return {
        body: { access: await refreshAccess(ask.db, entrance, typeof token === "string" ? token : "", ask.request.ip) },
      };
    }),
    route(authWire.rotateTokens, async (ask) => {
      const { refresh } = await readFields(ask.request, authWire.refresh.body, { how: "create", zone });
      return { body: await rotate(ask.db, entrance.tokens, refresh!).catch(plainly) };
    }),
    route(authWire.verifyToken, async (ask) => {
      const { token } = await readFields(ask.request, authWire.verifyToken.body, { how: "create", zone });
      await entrance.tokens
        .verify("access", token!)
        .catch(() => entrance.tokens.verify("refresh", token!))
        .catch(plainly);
      return { body: {} };
    }),
    route(authWire.logout, async (ask) => {
      const body = await readBody(ask.request).catch(() => ({ data: {}, isForm: false }));
      const { values } = check(authWire.logout.body, body.data, { zone, form: body.isForm });
      const user = values.refresh ? await logOut(ask.db, entrance.tokens, values.refresh) : null;
      if (user) identity.forget(user);
      return { body: { message: "Logged out successfully" } };
    }),
  ];
}

const plainly = (error: unknown): never => {
  if (!(error instanceof Problem)) throw error;
  throw unauthorized("Token is invalid or expired", "token_not_valid");
};

function accountRoutes(docket: Services, entrance: Entrance, identity: Identity, release: Release): Route[] {
  const { zone } = docket;
  const show = async (ask: Ask, id: string): Promise<Answer> => {
    const body = await showUser(ask.db, id, ask.actor, ask);
    if (!body) throw noSuch("User");
    return { body };
  };
  const prepare = (how: How) => async (ask: Ask) => {
    const fields = how === "replace" ? wire.replaceUser.body : wire.userFields;
    const first = how === "create" ? {} : { first: () => show(ask, idOf(ask)) };
    return userColumns(await readFields(ask.request, fields, { how, zone, ...first }));
  };
  const change = async (ask: Ask, columns: UserColumns) => {
    const id = idOf(ask);
    await updateUser(ask.db, ask.actor, id, columns);
    identity.forget(id);
    return show(ask, id);
  };
  return [
    route(authWire.me, async (ask) => show(ask, ask.actor.id)),
    route(wire.showOwnUser, async (ask) => show(ask, ask.actor.id)),
    route(wire.updateOwnUser, async (ask) => {
      const values = await readFields(ask.request, wire.updateOwnUser.body, { how: "change", zone });
      await updateUser(ask.db, ask.actor, ask.actor.id, values);
      return show(ask, ask.actor.id);
    }),
    preparedRoute(
      wire.changePassword,
      async (ask) => {
        const sent = await readFields(ask.request, wire.passwordFields, { how: "create", zone });
        const knows = (account: { id: string; password: string }) =>
          knowsPassword(entrance, account, sent.old_password!, ask.request.ip);
        return preparePasswordChange(ask.db, ask.actor, knows, sent.new_password!);
      },
      async (ask, change) => {
        await changeOwnPassword(ask.db, ask.actor, change);
        identity.forget(ask.actor.id);
        return { body: { message: "Password changed successfully" } };
      },
    ),
    route(wire.listUsers, async (ask) => {
      const role = filterChoice(ask.query, "role", wire.ROLES);
      const isActive = filterFlag(ask.query, "is_active");
      const body = await listRows(ask.db, userView(ask.actor), ask, docket.addresses, (sql) => [
        ...(role ? [`u.role = ${sql.add(role)}`] : []),
        ...(isActive === null ? [] : [`u.is_active = ${sql.add(isActive)}`]),
        ...(ask.query.department ? [`u.department = ${sql.add(ask.query.department)}`] : []),
        ...searched(ask.query.search, searchedBy(ask.actor), sql),
      ]);
      return { body };
    }),
    preparedRoute(wire.createUser, prepare("create"), async (ask, columns) =>
      show(ask, await createUser(ask.db, ask.actor, columns)),
    ),
    route(wire.showUser, async (ask) => show(ask, idOf(ask))),
    preparedRoute(wire.updateUser, prepare("change"), change),
    preparedRoute(wire.replaceUser, prepare("replace"), change),
    route(wire.deleteUser, async (ask) => {
      if (idOf(ask) === ask.actor.id) throw forbidden();
      await deleteUser(ask.db, ask.actor, idOf(ask), release);
      identity.forget(idOf(ask));
      return {};
    }),
  ];
}
