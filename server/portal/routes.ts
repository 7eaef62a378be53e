import { viewAsCustomer } from "../../wire/portal.ts";
import { noSuch } from "../../wire/problems.ts";
import { publicTicket } from "../access/public-ticket.ts";
import { insertEvents } from "../events/events.ts";
import { query } from "../platform/database.ts";
import { type Route, route } from "../platform/front-door.ts";
import { idOf } from "../platform/path-ids.ts";
import { requireTicket } from "../tickets/routes.ts";

export const portalRoutes = (): Route[] => [
  route(viewAsCustomer, async (ctx) => {
    const { db, actor } = ctx;
    const id = idOf(ctx);
    await requireTicket(ctx, id)();
    const [row] = await query<{ contact: string | null }>(db, "select contact from tickets where id = $1", [id]);
    const ticket = row?.contact ? await publicTicket(db, id, row.contact) : null;
    if (!ticket) throw noSuch("PublicTicket");
    const event = insertEvents("contact.viewed_as", "tickets where id = $1", { actor: "$2", about: "tickets.contact" });
    await query(db, event, [id, actor.id]);
    return { body: ticket };
  }),
];
