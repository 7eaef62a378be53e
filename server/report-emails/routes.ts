import * as wire from "../../wire/report-schedules.ts";
import type { Mail } from "../mailboxes/mail.ts";
import { readFields } from "../platform/bodies.ts";
import { type Route, route } from "../platform/front-door.ts";
import { idOf } from "../platform/path-ids.ts";
import { withVersions } from "../platform/versioned.ts";
import {
  createSchedule,
  deleteSchedule,
  leaveSchedule,
  listSchedules,
  showSchedule,
  updateSchedule,
} from "./schedules.ts";
import { previewReport, sendReportNow } from "./send.ts";

export function reportEmailRoutes(mail: Mail): Route[] {
  const { zone } = mail;
  return withVersions("report_schedules", [
    route(wire.listSchedules, async ({ db, actor }) => ({ body: { results: await listSchedules(db, actor) } })),
    route(wire.createSchedule, async ({ db, request, actor }) => {
      const values = await readFields(request, wire.scheduleFields, { how: "create", zone });
      return { body: await showSchedule(db, actor, await createSchedule(db, actor, values)) };
    }),
    route(wire.previewSchedule, async ({ db, request, actor }) => {
      const values = await readFields(request, wire.previewSchedule.body, { how: "create", zone });
      return { body: await previewReport({ ...mail, db }, actor, values as Required<typeof values>) };
    }),
    route(wire.showSchedule, async (ctx) => ({ body: await showSchedule(ctx.db, ctx.actor, idOf(ctx)) })),
    route(wire.updateSchedule, async (ctx) => {
      const id = idOf(ctx);
      const first = () => showSchedule(ctx.db, ctx.actor, id);
      const values = await readFields(ctx.request, wire.scheduleFields, { how: "change", zone, first });
      await updateSchedule(ctx.db, ctx.actor, id, values);
      return { body: await showSchedule(ctx.db, ctx.actor, id) };
    }),
    route(wire.deleteSchedule, async (ctx) => {
      await deleteSchedule(ctx.db, ctx.actor, idOf(ctx));
      return {};
    }),
    route(wire.sendSchedule, async (ctx) => {
      const schedule = await showSchedule(ctx.db, ctx.actor, idOf(ctx));
      return { body: await sendReportNow(ctx.db, mail, ctx.actor, schedule) };
    }),
    route(wire.leaveSchedule, async (ctx) => {
      await showSchedule(ctx.db, ctx.actor, idOf(ctx));
      await leaveSchedule(ctx.db, ctx.actor, idOf(ctx));
      return {};
    }),
  ]);
}
