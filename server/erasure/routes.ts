import * as wire from "../../wire/erasures.ts";
import { readFields } from "../platform/bodies.ts";
import type { RouteServices } from "../platform/docket.ts";
import { type Route, route } from "../platform/front-door.ts";
import { idOf } from "../platform/path-ids.ts";
import { eraseContact, listErasures, previewErasure } from "./erase.ts";

export const erasureRoutes = (services: RouteServices): Route[] => [
  route(wire.listErasures, async ({ db }) => ({ body: { results: await listErasures(db) } })),
  route(wire.previewErasure, async (ctx) => ({ body: await previewErasure(ctx.db, idOf(ctx)) })),
  route(wire.eraseContact, async (ctx) => {
    const { zone } = services;
    const { name } = await readFields(ctx.request, wire.eraseContactFields, { how: "create", zone });
    return { body: await eraseContact(ctx.db, services, ctx.actor, idOf(ctx), name!) };
  }),
];
