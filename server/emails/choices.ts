import type { FastifyInstance } from "fastify";
import { NOTIFICATION_KINDS } from "../../wire/email-words.ts";
import * as wire from "../../wire/notifications.ts";
import { readFields } from "../platform/bodies.ts";
import { type Db, query } from "../platform/database.ts";
import type { Docket } from "../platform/docket.ts";
import { type Route, route } from "../platform/front-door.ts";
import { readUnsubscribeToken } from "./addresses.ts";
import { previewFor } from "./preview.ts";

async function choicesOf(db: Db, user: string): Promise<object> {
  const [row] = await query<{ choices: object; digest_minutes: number; away_until: string | null }>(
    db,
    "select choices, digest_minutes, wire_time(away_until) as away_until from notification_settings where user_id = $1",
    [user],
  );
  const { choices = {}, digest_minutes = 1440, away_until = null } = row ?? {};
  return { ...wire.DEFAULT_CHOICES, ...choices, digest_minutes, away_until };
}

async function choose(db: Db, user: string, values: Record<string, unknown>): Promise<void> {
  const { digest_minutes, away_until, ...choices } = values;
  await query(
    db,
    `insert into notification_settings as s (user_id, choices, digest_minutes, away_until)
     values ($1, $2::jsonb, coalesce($3, 1440), $4::timestamptz)
     on conflict (user_id) do update set choices = s.choices || excluded.choices, digest_minutes = coalesce($3, s.digest_minutes),
       away_until = case when $5 then excluded.away_until else s.away_until end`,
    [user, JSON.stringify(choices), digest_minutes ?? null, away_until ?? null, away_until !== undefined],
  );
}

export function notificationRoutes({ zone }: Pick<Docket, "zone">): Route[] {
  return [
    route(wire.showNotifications, async ({ db, actor }) => ({ body: await choicesOf(db, actor.id) })),
    route(wire.previewNotifications, async ({ db, actor }) => ({ body: await previewFor(db, actor.id) })),
    route(wire.updateNotifications, async ({ db, actor, request }) => {
      await choose(db, actor.id, await readFields(request, wire.notificationFields, { how: "change", zone }));
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
      const named = readUnsubscribeToken(sealing, (request.params as { token: string }).token);
      const kinds = NOTIFICATION_KINDS.filter((kind) => kind === named?.kind || named?.kind === "digest");
      reply
        .header("cache-control", "no-store")
        .header("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'");
      reply.type("text/html; charset=utf-8");
      if (!named || kinds.length === 0) return reply.code(404).send(PAGE("This link is not valid."));
      if (request.method === "GET")
        return reply.send(
          PAGE("Stop emails of this kind?", '<form method="post"><button type="submit">Unsubscribe</button></form>'),
        );
      const isThere = await query(db, "select 1 from users where id = $1", [named.user]);
      if (isThere.length > 0) await choose(db, named.user, Object.fromEntries(kinds.map((kind) => [kind, "never"])));
      return reply.send(PAGE("You get no more emails of this kind. You can change this in Docket's settings."));
    },
  });
}
