import { CONTACT_KINDS } from "../../wire/email-words.ts";
import * as wire from "../../wire/emails.ts";
import { conflict, noSuch } from "../../wire/problems.ts";
import type { Mail } from "../mailboxes/mail.ts";
import { requireSender } from "../mailboxes/senders.ts";
import { readFields } from "../platform/bodies.ts";
import { type Db, query } from "../platform/database.ts";
import { type RequestContext, type Route, route } from "../platform/front-door.ts";
import { idOf } from "../platform/path-ids.ts";
import { listRows, showRow } from "../platform/row-list.ts";
import { requireTicket } from "../tickets/routes.ts";
import { compose } from "./compose.ts";
import { contentOf, type Letterhead } from "./content.ts";
import { readEmail } from "./email-row.ts";
import { isSecret } from "./kinds.ts";
import { encode } from "./mime.ts";
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
import { writeEmails } from "./write.ts";

export function emailRoutes(mail: Mail): Route[] {
  const { zone, addresses } = mail;
  const show = async (ctx: RequestContext, id = idOf(ctx)) => {
    const body = await showRow(ctx.db, emailView, ctx, id, emailsVisibleTo(ctx.actor));
    if (!body) throw noSuch("OutgoingEmail");
    return { body };
  };
  const readMany = (ctx: RequestContext) => readFields(ctx.request, wire.manyEmailsFields, { how: "change", zone });
  return [
    route(wire.listOutgoingEmails, async (ctx) => ({
      body: await listRows(ctx.db, emailView, ctx, addresses, emailFilter(ctx, zone)),
    })),
    route(wire.countOutgoingEmails, async (ctx) => ({ body: { counts: await countByState(ctx.db) } })),
    route(wire.retryEmails, async (ctx) => ({ body: { count: await retryEmails(ctx.db, await readMany(ctx)) } })),
    route(wire.cancelEmails, async (ctx) => ({ body: { count: await cancelEmails(ctx.db, await readMany(ctx)) } })),
    route(wire.showOutgoingEmail, async (ctx) => {
      const { body } = await show(ctx);
      const whole = { ...(JSON.parse(body) as object), ...(await detailsOf({ ...mail, db: ctx.db }, idOf(ctx))) };
      return { body: { ...whole, attempts: await attemptsOf(ctx.db, idOf(ctx)) } };
    }),
    route(wire.showRawEmail, async (ctx) => {
      await show(ctx);
      return { body: { raw: await rawOf({ ...mail, db: ctx.db }, idOf(ctx)) } };
    }),
    route(wire.listTicketEmails, async (ctx) => {
      await requireTicket(ctx, idOf(ctx))();
      return { body: `{"results":${await ticketEmails(ctx.db, idOf(ctx))}}` };
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
      const isMailbox = async () => {
        if ((await query(ctx.db, "select 1 from mailboxes where id = $1", [mailbox])).length === 0)
          throw noSuch("Mailbox");
      };
      const { to } = await readFields(ctx.request, wire.testEmailFields, { how: "create", zone, first: isMailbox });
      await isMailbox();
      const [id] = await writeEmails(ctx.db, { mailOut: "on" }, [
        { kind: "test", mailbox, recipient: { address: to!, name: "" } },
      ]);
      return show(ctx, id);
    }),
  ];
}

// stands in for a mailbox while there is none
const NO_MAILBOX: Letterhead = { name: "Support", address: "", language: "en", signature: "" };

/** An email as it was sent, or as it would look now. */
async function detailsOf(mail: Mail, id: string): Promise<object> {
  const email = (await readEmail(mail.db, id))!;
  const nothing = { from: null, message_id: email.message_id, text: email.body_text, html: email.body_html };
  if (isSecret(email.kind) || email.text_deleted_at) return nothing;
  const sender = email.mailbox ? await readLetterhead(mail, email.mailbox) : null;
  const content = await contentOf(mail, email, sender ?? NO_MAILBOX);
  if ("cancel" in content) return nothing;
  return {
    subject: content.subject,
    from: sender && `${content.fromName} <${sender.address}>`,
    message_id: email.message_id,
    text: content.text,
    html: content.html,
  };
}

async function readLetterhead({ db }: Mail, id: string): Promise<Letterhead | null> {
  const [row] = await query<Letterhead>(db, "select name, address, language, signature from mailboxes where id = $1", [
    id,
  ]);
  return row ?? null;
}

async function rawOf(mail: Mail, id: string): Promise<string> {
  const email = (await readEmail(mail.db, id))!;
  if (isSecret(email.kind)) throw conflict("This email contains a link that signs in, so its source is not shown.");
  if (email.text_deleted_at) throw conflict("The text of this email was deleted because of its age.");
  if (!email.mailbox) throw conflict("This email has no mailbox yet, so it has no source.");
  const sender = await requireSender(mail, email.mailbox);
  const message = await compose(mail, email, sender);
  if ("cancel" in message) throw conflict("This email does not leave any more, so it has no source.");
  return (await encode(message)).toString("latin1");
}

async function ticketEmails(db: Db, ticket: string): Promise<string> {
  const columns = Object.entries(emailView.columns).map(([name, expression]) => `${expression} as ${name}`);
  const [row] = await query<{ json: string }>(
    db,
    `select coalesce(json_agg(row_to_json(x)), '[]')::text as json from (select ${columns.join(", ")} from ${emailView.from}
     where e.ticket = $1 and e.kind = any($2::text[]) order by e.serial) x`,
    [ticket, CONTACT_KINDS],
  );
  return row!.json;
}
