import * as wire from "../../wire/mailboxes.ts";
import { noSuch } from "../../wire/problems.ts";
import { recordRoutes } from "../platform/crud.ts";
import type { Services } from "../platform/docket.ts";
import { type RequestContext, type Route, route } from "../platform/front-door.ts";
import { idOf } from "../platform/path-ids.ts";
import { showRow } from "../platform/row-list.ts";
import { requestCheck, showCheck } from "./check.ts";
import { neededRecords } from "./dns.ts";
import { createDkimKey, mailboxRecords } from "./mailboxes.ts";
import { requireSender } from "./senders.ts";

export function mailboxRoutes(services: Services): Route[] {
  const records = mailboxRecords(services);
  const show = async (ctx: RequestContext) => {
    const body = await showRow(ctx.db, records.view, ctx, idOf(ctx));
    if (!body) throw noSuch("Mailbox");
    return { body };
  };
  const showLastCheck = async (ctx: RequestContext) => {
    const body = await showCheck(ctx.db, idOf(ctx));
    if (!body) throw noSuch("Mailbox");
    return { body };
  };
  return [
    ...recordRoutes(
      services,
      {
        list: wire.listMailboxes,
        create: wire.createMailbox,
        show: wire.showMailbox,
        update: wire.updateMailbox,
        replace: wire.replaceMailbox,
        remove: wire.deleteMailbox,
      },
      records,
    ),
    route(wire.checkMailbox, async (ctx) => {
      await show(ctx);
      await requestCheck(ctx.db, idOf(ctx));
      return showLastCheck(ctx);
    }),
    route(wire.showMailboxCheck, showLastCheck),
    route(wire.createDkimKey, async (ctx) => {
      await show(ctx);
      await createDkimKey(ctx.db, services.sealing, ctx.actor, idOf(ctx));
      return show(ctx);
    }),
    route(wire.showMailboxDns, async (ctx) => {
      const sender = await requireSender({ ...services, db: ctx.db }, idOf(ctx));
      return { body: { results: neededRecords(sender.address, sender.smtp.host, sender.dkim) } };
    }),
  ];
}
