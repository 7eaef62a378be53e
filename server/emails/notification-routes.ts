import type { FastifyInstance } from "fastify";
import { NOTIFICATION_KINDS } from "../../wire/email-words.ts";
import * as wire from "../../wire/notifications.ts";
import { readFields } from "../platform/bodies.ts";
import type { Docket } from "../platform/docket.ts";
import { type Route, route } from "../platform/front-door.ts";
import { readUnsubscribeToken } from "./addresses.ts";
import { choicesOf, chooseNotifications, unsubscribe } from "./choices.ts";
import { previewFor } from "./preview.ts";

export function notificationRoutes({ zone }: Pick<Docket, "zone">): Route[] {
  return [
    route(wire.showNotifications, async ({ db, actor }) => ({ body: await choicesOf(db, actor.id) })),
    route(wire.previewNotifications, async ({ db, actor }) => ({ body: await previewFor(db, actor.id) })),
    route(wire.updateNotifications, async ({ db, actor, request }) => {
      await chooseNotifications(
        db,
        actor.id,
        await readFields(request, wire.notificationFields, { how: "change", zone }),
      );
      return { body: await choicesOf(db, actor.id) };
    }),
  ];
}

const PAGE = (text: string, form = "") => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Unsubscribe</title></head>
<body style="font-family:sans-serif;max-width:32rem;margin:4rem auto;padding:0 1rem"><p>${text}</p>${form}</body></html>`;

/** The address in List-Unsubscribe: GET asks, so that a scanner of links changes nothing; POST switches off (RFC 8058). */
export function serveUnsubscribe(http: FastifyInstance, { db, sealing }: Pick<Docket, "db" | "sealing">): void {
  http.route({
    method: ["GET", "POST"],
    url: "/unsubscribe/:token",
    handler: async (request, reply) => {
      const subscription = readUnsubscribeToken(sealing, (request.params as { token: string }).token);
      const kinds = NOTIFICATION_KINDS.filter((kind) => kind === subscription?.kind || subscription?.kind === "digest");
      reply
        .header("cache-control", "no-store")
        .header("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'");
      reply.type("text/html; charset=utf-8");
      if (!subscription || kinds.length === 0) return reply.code(404).send(PAGE("This link is not valid."));
      if (request.method === "GET")
        return reply.send(
          PAGE("Stop emails of this kind?", '<form method="post"><button type="submit">Unsubscribe</button></form>'),
        );
      await unsubscribe(db, subscription.user, kinds);
      return reply.send(PAGE("You get no more emails of this kind. You can change this in Docket's settings."));
    },
  });
}
