import * as wire from "../../wire/inbox.ts";
import { INBOX_PAGE_SIZE, MAX_INBOX_PAGE_SIZE } from "../../wire/inbox.ts";
import { pageSizeOf } from "../../wire/query.ts";
import { findMissingWords } from "../../wire/search.ts";
import { urlOf } from "../platform/addresses.ts";
import { readFields } from "../platform/bodies.ts";
import type { RouteServices } from "../platform/docket.ts";
import { type Route, route } from "../platform/front-door.ts";
import { cursorPagingOf, envelope } from "../platform/paging.ts";
import { idOf } from "../platform/path-ids.ts";
import { wantedFields } from "../platform/shape.ts";
import { requireTicket } from "../tickets/require-ticket.ts";
import type { Tally } from "../tickets/tally.ts";
import { countInbox } from "./count.ts";
import { inboxFilter } from "./filter.ts";
import { listInbox } from "./list.ts";
import { missingWords } from "./missing-words.ts";
import { markRead, markUnread } from "./reads.ts";
import { INBOX_FIELDS } from "./rows.ts";

export function inboxRoutes(docket: RouteServices, tally: Tally): Route[] {
  const { zone } = docket;
  return [
    route(wire.listInbox, async ({ db, actor, query, request }) => {
      const filter = inboxFilter(query, actor, zone);
      const size = Math.min(pageSizeOf(query.page_size, INBOX_PAGE_SIZE), MAX_INBOX_PAGE_SIZE);
      const paging = cursorPagingOf(query.cursor, size);
      const fields = wantedFields(query, INBOX_FIELDS) ?? INBOX_FIELDS;
      const page = await listInbox(db, { actor, filter, paging, ordering: query.ordering, fields });
      return { body: envelope(urlOf(request, docket.addresses), paging, page) };
    }),
    route(wire.countInbox, async ({ db, actor, query }) => ({
      body: await countInbox(db, tally, inboxFilter(query, actor, zone)),
    })),
    route(findMissingWords, async ({ db, actor, query }) => ({
      body: await missingWords(db, actor, zone, query.q ?? ""),
    })),
    route(wire.markRead, async (ctx) => {
      const id = idOf(ctx);
      const fields = { how: "create", zone, first: requireTicket(ctx, id) } as const;
      const { version = null } = await readFields(ctx.request, wire.readMarkFields, fields);
      return { body: await markRead(ctx.db, ctx.actor, id, version) };
    }),
    route(wire.markUnread, async (ctx) => {
      await markUnread(ctx.db, ctx.actor, idOf(ctx));
      return {};
    }),
  ];
}
