import * as wire from "../../wire/incoming.ts";
import { type FieldErrors, noSuch } from "../../wire/problems.ts";
import { readFields } from "../platform/bodies.ts";
import { type Db, query } from "../platform/database.ts";
import { type RequestContext, type Route, route, slowRoute } from "../platform/front-door.ts";
import { idOf } from "../platform/path-ids.ts";
import { listRows, showRow } from "../platform/row-list.ts";
import type { Intake } from "./context.ts";
import { createInboundSecret, takeInbound } from "./inbound.ts";
import {
  countIncoming,
  fileOf,
  incomingDetailView,
  incomingFilter,
  incomingView,
  moveEmail,
  rejectEmail,
  releaseEmail,
  retryEmail,
} from "./incoming.ts";

const SHOWN_BYTES = 1024 * 1024;

export function incomingRoutes(intake: Intake): Route[] {
  const { zone, addresses, sealing } = intake;
  const show = async (ctx: RequestContext, view = incomingView) => {
    const body = await showRow(ctx.db, view, ctx, idOf(ctx));
    if (!body) throw noSuch("IncomingEmail");
    return { body };
  };
  const changing = (work: (db: Db, ctx: RequestContext) => Promise<void>) => async (ctx: RequestContext) => {
    await work(ctx.db, ctx);
    return show(ctx);
  };
  return [
    route(wire.listIncomingEmails, async (ctx) => ({
      body: await listRows(ctx.db, incomingView, ctx, addresses, incomingFilter(ctx)),
    })),
    route(wire.countIncomingEmails, async (ctx) => ({ body: await countIncoming(ctx.db) })),
    route(wire.showIncomingEmail, (ctx) => show(ctx, incomingDetailView)),
    route(wire.showIncomingSource, async (ctx) => ({ body: await sourceOf(intake, await fileOf(ctx.db, idOf(ctx))) })),
    route(
      wire.retryIncomingEmail,
      changing((db, ctx) => retryEmail(db, ctx.actor, idOf(ctx))),
    ),
    route(
      wire.releaseIncomingEmail,
      changing((db, ctx) => releaseEmail(db, ctx.actor, idOf(ctx))),
    ),
    route(
      wire.rejectIncomingEmail,
      changing((db, ctx) => rejectEmail(db, idOf(ctx))),
    ),
    route(wire.moveIncomingEmail, async (ctx) => {
      const { ticket } = await readFields(ctx.request, wire.moveFields, {
        how: "create",
        zone,
        first: () => show(ctx),
        references: async ({ ticket }): Promise<FieldErrors> =>
          ticket && !(await isTicket(ctx.db, ticket))
            ? { ticket: [`Invalid pk "${ticket}" - object does not exist.`] }
            : {},
      });
      await moveEmail(ctx.db, ctx.actor, idOf(ctx), ticket!);
      return show(ctx);
    }),
    route(wire.createInboundSecret, async (ctx) => ({
      body: { secret: await createInboundSecret(ctx.db, sealing, idOf(ctx)) },
    })),
    slowRoute(
      wire.receiveMail,
      (ctx) => takeInbound(intake, ctx),
      async (_ctx, { id }) => ({ body: { id } }),
    ),
  ];
}

const isTicket = async (db: Db, id: string) =>
  (await query(db, "select 1 from tickets where id = $1 and deleted_at is null", [id])).length > 0;

async function sourceOf({ storage }: Intake, { file, size }: { file: string; size: number }) {
  const stream = await storage.read(file, { start: 0, end: Math.min(size, SHOWN_BYTES) - 1 });
  if (!stream) throw noSuch("IncomingEmail");
  return { raw: Buffer.concat(await stream.toArray()).toString("latin1"), is_whole: size <= SHOWN_BYTES };
}
