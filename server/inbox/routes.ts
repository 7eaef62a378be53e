import * as wire from "../../wire/inbox.ts";
import { readFields } from "../platform/bodies.ts";
import type { Services } from "../platform/docket.ts";
import { type Route, route } from "../platform/front-door.ts";
import { idOf } from "../platform/path-ids.ts";
import { isThere } from "../tickets/routes.ts";
import type { Tally } from "../tickets/tally.ts";
import { countInbox, listInbox } from "./list.ts";
import { markRead, markUnread } from "./reads.ts";

export function inboxRoutes(docket: Services, tally: Tally): Route[] {
  const { zone } = docket;
  return [
    route(wire.listInbox, async (ask) => ({ body: await listInbox(docket, ask) })),
    route(wire.countInbox, async (ask) => ({ body: await countInbox(docket, tally, ask) })),
    route(wire.markRead, async (ask) => {
      const id = idOf(ask);
      const fields = { how: "create", zone, first: isThere(ask, id) } as const;
      const { version = null } = await readFields(ask.request, wire.readFields, fields);
      return { body: await markRead(ask.db, ask.actor, id, version) };
    }),
    route(wire.markUnread, async (ask) => {
      await markUnread(ask.db, ask.actor, idOf(ask));
      return {};
    }),
  ];
}
