import * as wire from "../../wire/drafts.ts";
import { takeIn } from "../attachments/receive-file.ts";
import { removeFiles } from "../attachments/unclaimed.ts";
import { readFields } from "../platform/bodies.ts";
import type { RouteServices } from "../platform/docket.ts";
import { signFiles } from "../platform/file-links.ts";
import { type RequestContext, type Route, route, slowRoute } from "../platform/front-door.ts";
import { answerOf } from "../platform/large-answers.ts";
import { idOf } from "../platform/path-ids.ts";
import { requireTicket } from "../tickets/require-ticket.ts";
import * as drafts from "./drafts.ts";
import { addFile, dropFile, showFile, showTaken, takeFiles } from "./files.ts";

export function draftRoutes(docket: RouteServices): Route[] {
  const { zone } = docket;
  return [
    ...fileRoutes(docket),
    ...newTicketRoutes(docket),
    route(wire.listDrafts, async (ctx) => {
      const rows = await drafts.listDrafts(ctx.db, ctx.actor.id, (json) => signFiles(docket, ctx, json));
      return { body: answerOf(['{"results":[', ...rows.flatMap((row, n) => (n > 0 ? [",", row] : [row])), "]}"]) };
    }),
    route(wire.showDraft, async (ctx) => ({
      body: signFiles(docket, ctx, await drafts.showDraft(ctx.db, ctx.actor.id, idOf(ctx))),
    })),
    route(wire.saveDraft, async (ctx) => {
      const id = idOf(ctx);
      const values = await readFields(ctx.request, wire.draftFields, {
        how: "create",
        zone,
        first: requireTicket(ctx, id),
      });
      return { body: signFiles(docket, ctx, await drafts.saveDraft(ctx.db, ctx.actor.id, id, values)) };
    }),
    route(wire.deleteDraft, async (ctx) => {
      await requireTicket(ctx, idOf(ctx))();
      await drafts.deleteDraft(ctx.db, ctx.actor.id, idOf(ctx));
      return {};
    }),
  ];
}

function newTicketRoutes(docket: RouteServices): Route[] {
  const { zone } = docket;
  // the content of the form is used as it is: its field "file" is not a link
  const answer = (ctx: RequestContext, { fields, files, updated_at, version }: drafts.NewTicketDraft) => ({
    body: `{"fields":${fields},"files":${signFiles(docket, ctx, files)},"updated_at":${JSON.stringify(updated_at)},"version":${version}}`,
  });
  return [
    route(wire.showNewTicketDraft, async (ctx) => answer(ctx, await drafts.showNewTicketDraft(ctx.db, ctx.actor.id))),
    route(wire.saveNewTicketDraft, async (ctx) => {
      const values = await readFields(ctx.request, wire.newTicketDraftFields, { how: "create", zone });
      return answer(ctx, await drafts.saveNewTicketDraft(ctx.db, ctx.actor.id, values));
    }),
    route(wire.deleteNewTicketDraft, async (ctx) => {
      await drafts.dropNewTicketDraft(ctx.db, ctx.actor.id);
      return {};
    }),
  ];
}

function fileRoutes(docket: RouteServices): Route[] {
  const { zone } = docket;
  return [
    slowRoute(
      wire.uploadDraftFile,
      (ctx) => takeIn(docket, ctx),
      async (ctx, { file }) => ({
        body: signFiles(docket, ctx, await showFile(ctx.db, await addFile(ctx.db, ctx.actor.id, file))),
      }),
    ),
    route(wire.deleteDraftFile, async (ctx) => {
      await removeFiles(ctx.db, docket, [await dropFile(ctx.db, ctx.actor.id, idOf(ctx))]);
      return {};
    }),
    route(wire.takeFiles, async (ctx) => {
      const id = idOf(ctx);
      await requireTicket(ctx, id)();
      const { files } = await readFields(ctx.request, wire.takeFiles.body, { how: "create", zone });
      await takeFiles(ctx.db, ctx.actor, id, files!);
      return { body: signFiles(docket, ctx, await showTaken(ctx.db, files!)) };
    }),
  ];
}
