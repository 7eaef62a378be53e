import * as status from "../../wire/email-status.ts";
import * as wire from "../../wire/emails.ts";
import { noSuch } from "../../wire/problems.ts";
import type { Mail } from "../mailboxes/mail.ts";
import { emailStatus } from "../mailboxes/status.ts";
import { readFields } from "../platform/bodies.ts";
import { type RequestContext, type Route, route } from "../platform/front-door.ts";
import { idOf } from "../platform/path-ids.ts";
import { listRows, showRow } from "../platform/row-list.ts";
import { requireTicket } from "../tickets/require-ticket.ts";
import {
  attemptsOf,
  cancelEmail,
  cancelEmails,
  countByState,
  emailFilter,
  emailsVisibleTo,
  emailView,
  resendEmail,
  retryEmails,
} from "./outgoing.ts";
import { detailsOf, rawOf, ticketEmails } from "./show-email.ts";
import { requireMailbox, writeTestEmail } from "./test-email.ts";

export function emailRoutes(mail: Mail): Route[] {
  return [...listRoutes(mail), ...oneRoutes(mail)];
}

async function show(ctx: RequestContext, id = idOf(ctx)) {
  const body = await showRow(ctx.db, emailView, ctx, id, emailsVisibleTo(ctx.actor));
  if (!body) throw noSuch("OutgoingEmail");
  return { body };
}

function listRoutes({ zone, addresses, mailOut }: Mail): Route[] {
  const readMany = (ctx: RequestContext) => readFields(ctx.request, wire.manyEmailsFields, { how: "change", zone });
  return [
    route(status.showEmailStatus, async ({ db, actor }) => ({ body: await emailStatus(db, actor, { mailOut }) })),
    route(wire.listOutgoingEmails, async (ctx) => ({
      body: await listRows(ctx.db, emailView, ctx, addresses, emailFilter(ctx.query, zone)),
    })),
    route(wire.countOutgoingEmails, async (ctx) => ({ body: { counts: await countByState(ctx.db) } })),
    route(wire.retryEmails, async (ctx) => ({ body: { count: await retryEmails(ctx.db, await readMany(ctx)) } })),
    route(wire.cancelEmails, async (ctx) => ({ body: { count: await cancelEmails(ctx.db, await readMany(ctx)) } })),
    route(wire.listTicketEmails, async (ctx) => {
      await requireTicket(ctx, idOf(ctx))();
      return { body: `{"results":${await ticketEmails(ctx.db, idOf(ctx))}}` };
    }),
  ];
}

function oneRoutes(mail: Mail): Route[] {
  const { zone } = mail;
  return [
    route(wire.showOutgoingEmail, async (ctx) => {
      const { body } = await show(ctx);
      const whole = { ...(JSON.parse(body) as object), ...(await detailsOf({ ...mail, db: ctx.db }, idOf(ctx))) };
      return { body: { ...whole, attempts: await attemptsOf(ctx.db, idOf(ctx)) } };
    }),
    route(wire.showRawEmail, async (ctx) => {
      await show(ctx);
      return { body: { raw: await rawOf({ ...mail, db: ctx.db }, idOf(ctx)) } };
    }),
    route(wire.resendEmail, async (ctx) => {
      const { to } = await readFields(ctx.request, wire.resendFields, { how: "change", zone, first: () => show(ctx) });
      await resendEmail(ctx.db, ctx.actor, idOf(ctx), to ?? null);
      return show(ctx);
    }),
    route(wire.cancelEmail, async (ctx) => {
      await cancelEmail(ctx.db, ctx.actor, idOf(ctx));
      return show(ctx);
    }),
    route(wire.sendTestEmail, async (ctx) => {
      const mailbox = idOf(ctx);
      const first = () => requireMailbox(ctx.db, mailbox);
      const { to } = await readFields(ctx.request, wire.testEmailFields, { how: "create", zone, first });
      await first();
      return show(ctx, await writeTestEmail(ctx.db, mailbox, to!));
    }),
  ];
}
