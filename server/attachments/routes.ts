import * as wire from "../../wire/attachments.ts";
import { invalid, noSuch } from "../../wire/problems.ts";
import { visibleTo } from "../access/visible.ts";
import { mediaOf } from "../platform/addresses.ts";
import { readFields } from "../platform/bodies.ts";
import type { Services } from "../platform/docket.ts";
import { filterIds } from "../platform/filters.ts";
import { type Ask, type Route, route, slowRoute } from "../platform/front-door.ts";
import { idOf } from "../platform/path-ids.ts";
import { listRows, type RowView, showRow } from "../platform/row-list.ts";
import { attachmentFields } from "../tickets/ticket-json.ts";
import { detach, rename, replaceFile } from "./attachments.ts";
import { shownName } from "./file-names.ts";
import { removeFiles } from "./unclaimed.ts";
import { replacement, takeIn, upload } from "./upload.ts";

const sortable = (column: string, type: string) => ({ expression: `a.${column}`, type });

const viewOf = (docket: Services): RowView => ({
  from: "attachments a join tickets t on t.id = a.ticket and t.deleted_at is null left join users w on w.id = a.uploaded_by",
  columns: attachmentFields,
  sortable: {
    created_at: sortable("created_at", "timestamptz"),
    name: sortable("name", "text"),
    size: sortable("size", "bigint"),
    uploaded_by: sortable("uploaded_by", "uuid"),
    ticket: sortable("ticket", "uuid"),
    file: sortable("file", "text"),
    id: sortable("id", "uuid"),
  },
  order: [{ ...sortable("created_at", "timestamptz"), descending: true }],
  end: [
    { ...sortable("created_at", "timestamptz"), descending: true },
    { ...sortable("id", "uuid"), descending: false },
  ],
  finish: (json, ask) => {
    const row = JSON.parse(json) as { file?: string };
    if (row.file === undefined) return json;
    const file = mediaOf(ask.request, docket.addresses) + docket.links.sign(row.file, docket.links.period(Date.now()));
    return JSON.stringify({ ...row, file });
  },
});

export function attachmentRoutes(docket: Services): Route[] {
  const { zone } = docket;
  const view = viewOf(docket);
  const show = async (ask: Ask, id: string) => {
    const body = await showRow(ask.db, view, ask, id, (sql) => [visibleTo(ask.actor, sql)]);
    if (!body) throw noSuch("TicketAttachment");
    return { body };
  };
  return [
    route(wire.listAttachments, async (ask) => {
      const { ticket } = await filterIds(ask.db, ask.query, { ticket: "" });
      return {
        body: await listRows(ask.db, view, ask, docket.addresses, (sql) => [
          visibleTo(ask.actor, sql),
          ...(ticket ? [`a.ticket = ${sql.add(ticket)}`] : []),
        ]),
      };
    }),
    slowRoute(
      wire.uploadAttachment,
      (ask) => takeIn(docket, ask),
      async (ask, received) => show(ask, await upload(ask, received)),
    ),
    route(wire.showAttachment, async (ask) => show(ask, idOf(ask))),
    route(wire.renameAttachment, async (ask) => {
      const id = idOf(ask);
      const { name } = await readFields(ask.request, wire.attachmentFields, {
        how: "change",
        zone,
        first: () => show(ask, id),
      });
      const clean = name === undefined ? undefined : shownName(name);
      if (clean === null) throw invalid({ name: ["This field may not be blank."] });
      if (clean !== undefined) await rename(ask.db, ask.actor, id, clean);
      return show(ask, id);
    }),
    slowRoute(
      wire.replaceAttachment,
      async (ask) => {
        await show(ask, idOf(ask));
        return replacement(docket, ask);
      },
      async (ask, { file }) => {
        const id = idOf(ask);
        await removeFiles(ask.db, docket, [await replaceFile(ask.db, ask.actor, id, file)]);
        return show(ask, id);
      },
    ),
    route(wire.deleteAttachment, async (ask) => {
      await removeFiles(ask.db, docket, [await detach(ask.db, ask.actor, idOf(ask))]);
      return {};
    }),
  ];
}
