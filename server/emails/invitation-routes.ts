import * as wire from "../../wire/password-links.ts";
import type { Mail } from "../mailboxes/mail.ts";
import { originOf } from "../platform/addresses.ts";
import { readFields } from "../platform/bodies.ts";
import { type RequestContext, type Route, route } from "../platform/front-door.ts";
import { idOf } from "../platform/path-ids.ts";
import { showUser } from "../users/users.ts";
import { createPasswordLink, inviteUser, showLink } from "./invitations.ts";

const NEVER_STORED = { "cache-control": "no-store" };

export function invitationRoutes(mail: Mail): Route[] {
  const { zone } = mail;
  const show = async (ctx: RequestContext) => ({
    body: await showLink({ ...mail, db: ctx.db }, originOf(ctx.request, mail.addresses), idOf(ctx)),
    headers: NEVER_STORED,
  });
  return [
    route(wire.inviteUser, async (ctx) => {
      const { send, email, ...values } = await readFields(ctx.request, wire.invitationFields, { how: "create", zone });
      const id = await inviteUser({ ...mail, db: ctx.db }, ctx.actor, { email: email!, ...values }, send!);
      return { body: (await showUser(ctx.db, id, ctx.actor))! };
    }),
    route(wire.showPasswordLink, show),
    route(wire.createPasswordLink, async (ctx) => {
      const { send } = await readFields(ctx.request, wire.createPasswordLink.body, { how: "create", zone });
      await createPasswordLink({ ...mail, db: ctx.db }, ctx.actor, idOf(ctx), send!);
      return show(ctx);
    }),
  ];
}
