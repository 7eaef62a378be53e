import * as wire from "../../wire/drafts.ts";
import { takeIn } from "../attachments/receive-file.ts";
import { removeFiles } from "../attachments/unclaimed.ts";
import { readFields } from "../platform/bodies.ts";
import { query } from "../platform/database.ts";
import type { Services } from "../platform/docket.ts";
import { type RequestContext, type Route, route, slowRoute } from "../platform/front-door.ts";
import { idOf } from "../platform/path-ids.ts";
import { requireTicket } from "../tickets/routes.ts";
import { attachmentColumns } from "../tickets/ticket-json.ts";
import { linked } from "./draft-json.ts";
import * as drafts from "./drafts.ts";
import { addFile, dropFile, takeFiles } from "./files.ts";

export function draftRoutes(docket: Services): Route[] {
  const { zone } = docket;
  return [
    ...fileRoutes(docket),
    ...newTicketRoutes(docket),
    route(wire.listDrafts, async (ctx) => ({
      body: linked(docket, ctx, await drafts.listDrafts(ctx.db, ctx.actor.id)),
    })),
    route(wire.showDraft, async (ctx) => ({
      body: linked(docket, ctx, await drafts.showDraft(ctx.db, ctx.actor.id, idOf(ctx))),
    })),
    route(wire.saveDraft, async (ctx) => {
      const id = idOf(ctx);
      const values = await readFields(ctx.request, wire.draftFields, {
        how: "create",
        zone,
        first: requireTicket(ctx, id),
      });
      return { body: linked(docket, ctx, await drafts.saveDraft(ctx.db, ctx.actor.id, id, values)) };
    }),
    route(wire.deleteDraft, async (ctx) => {
      await requireTicket(ctx, idOf(ctx))();
      await drafts.deleteDraft(ctx.db, ctx.actor.id, idOf(ctx));
      return {};
    }),
  ];
}

function newTicketRoutes(docket: Services): Route[] {
  const { zone } = docket;
  // the form's content is used as it is: it may have a "file" of its own that is no link
  const answer = (ctx: RequestContext, { fields, files, updated_at, version }: drafts.NewTicketDraft) => ({
    body: `{"fields":${fields},"files":${linked(docket, ctx, files)},"updated_at":${JSON.stringify(updated_at)},"version":${version}}`,
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

function fileRoutes(docket: Services): Route[] {
  const { zone } = docket;
  const show = async (ctx: RequestContext, text: string, id: string | readonly string[]) => {
    const [row] = await query<{ json: string }>(ctx.db, text, [id]);
    return { body: linked(docket, ctx, row!.json) };
  };
  return [
    slowRoute(
      wire.uploadDraftFile,
      (ctx) => takeIn(docket, ctx),
      async (ctx, { file }) =>
        show(
          ctx,
          `select row_to_json(x)::text as json from (select id, name, size, file, wire_time(created_at) as created_at
           from draft_files where id = $1) x`,
          await addFile(ctx.db, ctx.actor.id, file),
        ),
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
      return show(
        ctx,
        `select json_build_object('results', (select coalesce(json_agg(row_to_json(x)), '[]') from (
           select ${attachmentColumns} from attachments a left join users w on w.id = a.uploaded_by
           where a.id = any ($1::uuid[]) order by a.created_at) x))::text as json`,
        files!,
      );
    }),
  ];
}
