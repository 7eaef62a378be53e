import * as wire from "../../wire/drafts.ts";
import { removeFiles } from "../attachments/unclaimed.ts";
import { takeIn } from "../attachments/upload.ts";
import { readFields } from "../platform/bodies.ts";
import { query } from "../platform/database.ts";
import type { Services } from "../platform/docket.ts";
import { type Ask, type Route, route, slowRoute } from "../platform/front-door.ts";
import { idOf } from "../platform/path-ids.ts";
import { isThere } from "../tickets/routes.ts";
import { attachmentColumns } from "../tickets/ticket-json.ts";
import { linked } from "./draft-json.ts";
import * as drafts from "./drafts.ts";
import { addFile, dropFile, takeFiles } from "./files.ts";

export function draftRoutes(docket: Services): Route[] {
  const { zone } = docket;
  return [
    ...fileRoutes(docket),
    ...newTicketRoutes(docket),
    route(wire.listDrafts, async (ask) => ({
      body: linked(docket, ask, await drafts.listDrafts(ask.db, ask.actor.id)),
    })),
    route(wire.showDraft, async (ask) => ({
      body: linked(docket, ask, await drafts.showDraft(ask.db, ask.actor.id, idOf(ask))),
    })),
    route(wire.saveDraft, async (ask) => {
      const id = idOf(ask);
      const values = await readFields(ask.request, wire.draftFields, {
        how: "create",
        zone,
        first: isThere(ask, id),
      });
      return { body: linked(docket, ask, await drafts.saveDraft(ask.db, ask.actor.id, id, values)) };
    }),
    route(wire.deleteDraft, async (ask) => {
      await isThere(ask, idOf(ask))();
      await drafts.dropDraft(ask.db, ask.actor.id, idOf(ask));
      return {};
    }),
  ];
}

function newTicketRoutes(docket: Services): Route[] {
  const { zone } = docket;
  // what the form holds is put in as it is: it may have a "file" of its own, which is no link
  const answer = (ask: Ask, { fields, files, updated_at, version }: drafts.NewTicketDraft) => ({
    body: `{"fields":${fields},"files":${linked(docket, ask, files)},"updated_at":${JSON.stringify(updated_at)},"version":${version}}`,
  });
  return [
    route(wire.showNewTicketDraft, async (ask) => answer(ask, await drafts.showNewTicketDraft(ask.db, ask.actor.id))),
    route(wire.saveNewTicketDraft, async (ask) => {
      const values = await readFields(ask.request, wire.newTicketDraftFields, { how: "create", zone });
      return answer(ask, await drafts.saveNewTicketDraft(ask.db, ask.actor.id, values));
    }),
    route(wire.deleteNewTicketDraft, async (ask) => {
      await drafts.dropNewTicketDraft(ask.db, ask.actor.id);
      return {};
    }),
  ];
}

function fileRoutes(docket: Services): Route[] {
  const { zone } = docket;
  const show = async (ask: Ask, text: string, id: string | readonly string[]) => {
    const [row] = await query<{ json: string }>(ask.db, text, [id]);
    return { body: linked(docket, ask, row!.json) };
  };
  return [
    slowRoute(
      wire.uploadDraftFile,
      (ask) => takeIn(docket, ask),
      async (ask, { file }) =>
        show(
          ask,
          `select row_to_json(x)::text as json from (select id, name, size, file, wire_time(created_at) as created_at
           from draft_files where id = $1) x`,
          await addFile(ask.db, ask.actor.id, file),
        ),
    ),
    route(wire.deleteDraftFile, async (ask) => {
      await removeFiles(ask.db, docket, [await dropFile(ask.db, ask.actor.id, idOf(ask))]);
      return {};
    }),
    route(wire.takeFiles, async (ask) => {
      const id = idOf(ask);
      await isThere(ask, id)();
      const { files } = await readFields(ask.request, wire.takeFiles.body, { how: "create", zone });
      await takeFiles(ask.db, ask.actor, id, files!);
      return show(
        ask,
        `select json_build_object('results', (select coalesce(json_agg(row_to_json(x)), '[]') from (
           select ${attachmentColumns} from attachments a left join users w on w.id = a.uploaded_by
           where a.id = any ($1::uuid[]) order by a.created_at) x))::text as json`,
        files!,
      );
    }),
  ];
}
