import * as wire from "../../wire/inbox.ts";
import { findMissingWords } from "../../wire/search.ts";
import { urlOf } from "../platform/addresses.ts";
import { readFields } from "../platform/bodies.ts";
import type { Services } from "../platform/docket.ts";
import { type Route, route } from "../platform/front-door.ts";
import { idOf } from "../platform/path-ids.ts";
import { requireTicket } from "../tickets/require-ticket.ts";
import type { Tally } from "../tickets/tally.ts";
import { countInbox, listInbox } from "./list.ts";
import { missingWords } from "./missing-words.ts";
import { markRead, markUnread } from "./reads.ts";

export function inboxRoutes(docket: Services, tally: Tally): Route[] {
  const { zone } = docket;
  return [
    route(wire.listInbox, async ({ db, actor, query, request }) => ({
      body: await listInbox(db, { actor, query, zone, url: urlOf(request, docket.addresses) }),
    })),
    route(wire.countInbox, async ({ db, actor, query }) => ({
      body: await countInbox(db, tally, { actor, query, zone }),
    })),
    route(findMissingWords, async ({ db, actor, query }) => ({
      body: await missingWords(db, actor, zone, query.q ?? ""),
    })),
    route(wire.markRead, async (ctx) => {
      const id = idOf(ctx);
      const fields = { how: "create", zone, first: requireTicket(ctx, id) } as const;
      const { version = null } = await readFields(ctx.request, wire.readFields, fields);
      return { body: await markRead(ctx.db, ctx.actor, id, version) };
    }),
    route(wire.markUnread, async (ctx) => {
      await markUnread(ctx.db, ctx.actor, idOf(ctx));
      return {};
    }),
  ];
}
