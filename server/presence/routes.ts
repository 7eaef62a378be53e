import * as wire from "../../wire/presence.ts";
import { readFields } from "../platform/bodies.ts";
import type { Services } from "../platform/docket.ts";
import { type Ask, type Route, route } from "../platform/front-door.ts";
import { idOf } from "../platform/path-ids.ts";
import { isThere } from "../tickets/routes.ts";
import { beat, leave, peopleAt } from "./presence.ts";

export function presenceRoutes({ zone }: Services): Route[] {
  const others = async ({ db, actor }: Ask, ticket: string) => ({
    body: (await peopleAt(db, [ticket])).get(ticket)!.filter(({ user }) => user !== actor.id),
  });
  return [
    route(wire.beat, async (ask) => {
      const ticket = idOf(ask);
      const { state } = await readFields(ask.request, wire.beat.body, {
        how: "create",
        zone,
        first: isThere(ask, ticket),
      });
      await beat(ask.db, ask.actor.id, ticket, state!);
      return others(ask, ticket);
    }),
    route(wire.leave, async (ask) => {
      await isThere(ask, idOf(ask))();
      await leave(ask.db, ask.actor.id, idOf(ask));
      return {};
    }),
    route(wire.listPresent, async (ask) => {
      await isThere(ask, idOf(ask))();
      return others(ask, idOf(ask));
    }),
  ];
}
