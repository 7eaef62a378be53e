import * as grants from "../../wire/mailbox-grants.ts";
import * as wire from "../../wire/mailboxes.ts";
import { noSuch } from "../../wire/problems.ts";
import { readFields } from "../platform/bodies.ts";
import { recordRoutes } from "../platform/crud.ts";
import type { RouteServices } from "../platform/docket.ts";
import { type Answer, preparedRoute, type RequestContext, type Route, route } from "../platform/front-door.ts";
import { idOf } from "../platform/path-ids.ts";
import { showRow } from "../platform/row-list.ts";
import { withVersions } from "../platform/versioned.ts";
import { requestCheck, showCheck } from "./check.ts";
import { neededRecords } from "./dns.ts";
import { authorizeMailbox, completeConsent, disconnectMailbox, type GrantContext, storeGrant } from "./grants.ts";
import { createDkimKey, mailboxRecords } from "./mailboxes.ts";
import { requireSender } from "./senders.ts";

export function mailboxRoutes(services: RouteServices & GrantContext): Route[] {
  const endpoints = {
    list: wire.listMailboxes,
    create: wire.createMailbox,
    show: wire.showMailbox,
    update: wire.updateMailbox,
    replace: wire.replaceMailbox,
    remove: wire.deleteMailbox,
  };
  const records = mailboxRecords(services);
  const show = async (ctx: RequestContext) => {
    const body = await showRow(ctx.db, records.view, ctx, idOf(ctx));
    if (!body) throw noSuch("Mailbox");
    return { body };
  };
  return [
    ...withVersions("mailboxes", recordRoutes(services, endpoints, records)),
    ...connectionRoutes(services, show),
    ...grantRoutes(services, show),
  ];
}

type Show = (ctx: RequestContext) => Promise<Answer>;

/** Whether a mailbox works, and the DNS records that its emails need. */
function connectionRoutes(services: RouteServices & GrantContext, show: Show): Route[] {
  const showLastCheck = async (ctx: RequestContext) => {
    const body = await showCheck(ctx.db, idOf(ctx));
    if (!body) throw noSuch("Mailbox");
    return { body };
  };
  return [
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

/** Access to a mailbox at Google or Microsoft, which its owner grants there. */
function grantRoutes(services: RouteServices & GrantContext, show: Show): Route[] {
  return [
    route(grants.authorizeMailbox, async (ctx) => {
      const { provider } = await readFields(ctx.request, grants.authorizeFields, {
        how: "create",
        zone: services.zone,
        first: () => show(ctx),
      });
      return { body: { url: await authorizeMailbox({ ...services, db: ctx.db }, ctx.actor, idOf(ctx), provider!) } };
    }),
    preparedRoute(
      grants.connectMailbox,
      async (ctx) => {
        const { search } = await readFields(ctx.request, grants.connectFields, { how: "create", zone: services.zone });
        return completeConsent(services, ctx.actor, search!);
      },
      async (ctx, grant) => {
        await storeGrant({ ...services, db: ctx.db }, ctx.actor, grant);
        return show({ ...ctx, params: { id: grant.mailbox } });
      },
    ),
    route(grants.disconnectMailbox, async (ctx) => {
      await show(ctx);
      await disconnectMailbox(ctx.db, ctx.actor, idOf(ctx));
      return show(ctx);
    }),
  ];
}
