import { isIP } from "node:net";
import type { Readable } from "node:stream";
import type { FastifyRequest } from "fastify";
import { createInboundSecret as createSecret, receiveMail } from "../../wire/inbound.ts";
import * as wire from "../../wire/incoming.ts";
import { noSuch, notFound } from "../../wire/problems.ts";
import { parseUuid } from "../../wire/python-values.ts";
import { hasBody, readFields } from "../platform/bodies.ts";
import type { Db } from "../platform/database.ts";
import { type RequestContext, type Route, route, slowRoute } from "../platform/front-door.ts";
import { idOf } from "../platform/path-ids.ts";
import { listRows, showRow } from "../platform/row-list.ts";
import { missingTicket } from "../tickets/references.ts";
import { requireTicket } from "../tickets/require-ticket.ts";
import type { Intake } from "./context.ts";
import { createInboundSecret, type SignedEmail, takeInbound } from "./inbound.ts";
import {
  countIncoming,
  incomingDetailView,
  incomingFilter,
  incomingView,
  moveEmail,
  readSource,
  rejectEmail,
  releaseEmail,
  retryEmail,
} from "./incoming.ts";
import { listTicketArrivals, showTicketArrival } from "./ticket-emails.ts";

export function incomingRoutes(intake: Intake): Route[] {
  return [...readingRoutes(intake), ...changeRoutes(intake), ...arrivalRoutes(intake)];
}

async function show(ctx: RequestContext, view = incomingView) {
  const body = await showRow(ctx.db, view, ctx, idOf(ctx));
  if (!body) throw noSuch("IncomingEmail");
  return { body };
}

function readingRoutes(intake: Intake): Route[] {
  const { addresses } = intake;
  return [
    route(wire.listIncomingEmails, async (ctx) => ({
      body: await listRows(ctx.db, incomingView, ctx, addresses, incomingFilter(ctx.query)),
    })),
    route(wire.countIncomingEmails, async (ctx) => ({ body: await countIncoming(ctx.db) })),
    route(wire.showIncomingEmail, (ctx) => show(ctx, incomingDetailView(intake.maxEmailBytes))),
    route(wire.listTicketIncomingEmails, async (ctx) => {
      await requireTicket(ctx, idOf(ctx))();
      return { body: `{"results":${await listTicketArrivals(ctx.db, idOf(ctx))}}` };
    }),
    route(wire.showTicketIncomingEmail, async (ctx) => {
      await requireTicket(ctx, idOf(ctx))();
      const email = parseUuid(ctx.params.incoming ?? "");
      if (!email) throw notFound();
      return { body: await showTicketArrival(intake, ctx.db, idOf(ctx), email) };
    }),
    route(wire.showIncomingSource, async (ctx) => ({ body: await readSource(intake, ctx.db, idOf(ctx)) })),
  ];
}

/** A person's decisions about an email. */
function changeRoutes(intake: Intake): Route[] {
  const changing = (work: (db: Db, ctx: RequestContext) => Promise<void>) => async (ctx: RequestContext) => {
    await work(ctx.db, ctx);
    return show(ctx);
  };
  return [
    route(
      wire.retryIncomingEmail,
      changing((db, ctx) => retryEmail(db, ctx.actor, idOf(ctx), intake)),
    ),
    route(
      wire.releaseIncomingEmail,
      changing((db, ctx) => releaseEmail(db, ctx.actor, idOf(ctx), intake)),
    ),
    route(
      wire.rejectIncomingEmail,
      changing((db, ctx) => rejectEmail(db, ctx.actor, idOf(ctx))),
    ),
    route(wire.moveIncomingEmail, async (ctx) => {
      const { ticket } = await readFields(ctx.request, wire.moveFields, {
        how: "create",
        zone: intake.zone,
        first: () => show(ctx),
        references: ({ ticket }) => missingTicket(ctx.db, ticket),
      });
      await moveEmail(ctx.db, ctx.actor, idOf(ctx), { ticket: ticket!, maxEmailBytes: intake.maxEmailBytes });
      return show(ctx);
    }),
  ];
}

/** Emails that arrive by HTTP. */
function arrivalRoutes(intake: Intake): Route[] {
  return [
    route(createSecret, async (ctx) => ({
      body: { secret: await createInboundSecret(ctx.db, intake.sealing, idOf(ctx)) },
    })),
    slowRoute(
      receiveMail,
      ({ request }) => takeInbound(intake, readInbound(request)),
      async (_ctx, { id }) => ({ body: { id } }),
    ),
  ];
}

/** Reads the headers of a request that contains an email; null if they are not well-formed. */
function readInbound(request: FastifyRequest): SignedEmail | null {
  const header = (name: string) => request.raw.headersDistinct[name]?.[0]?.trim() ?? "";
  const mailbox = parseUuid(header("x-docket-mailbox"));
  const [id, timestamp] = [header("x-docket-id"), header("x-docket-timestamp")];
  const sha256 = header("x-docket-content-sha256").toLowerCase();
  const isWellFormed =
    mailbox && /^[\x21-\x7e]{1,200}$/.test(id) && /^\d{1,12}$/.test(timestamp) && /^[\da-f]{64}$/.test(sha256);
  if (!isWellFormed || !hasBody(request)) return null;
  const from = request.raw.headersDistinct["x-docket-envelope-from"]?.[0]?.trim();
  const [to, ip] = [header("x-docket-envelope-to"), header("x-docket-client-ip")];
  const envelope = {
    ...(from !== undefined && { from: from.slice(0, 320) }),
    ...(to && {
      to: to
        .split(",")
        .map((each) => each.trim().slice(0, 320))
        .slice(0, 100),
    }),
    ...(isIP(ip) && { ip }),
  };
  const signature = header("x-docket-signature").toLowerCase();
  return { mailbox, id, timestamp, sha256, signature, envelope, bytes: (request.body ?? request.raw) as Readable };
}
