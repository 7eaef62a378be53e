import type { Endpoint } from "../../wire/endpoint.ts";
import type { Fields } from "../../wire/fields.ts";
import { type FieldErrors, invalid, noSuch } from "../../wire/problems.ts";
import { type How, readFields } from "./bodies.ts";
import type { Db } from "./database.ts";
import type { Services } from "./docket.ts";
import { type Actor, type Answer, type Ask, type Route, route } from "./front-door.ts";
import { idOf } from "./path-ids.ts";
import { type Conditions, listRows, type RowView, showRow } from "./row-list.ts";

/** A feature that is listed, shown, created, changed and deleted, and nothing beside. */
export interface Records {
  /** How the original calls one in its answers. */
  model: string;
  view: RowView;
  fields: Fields;
  /** What of the rows is there at all. */
  present?: Conditions;
  filter(ask: Ask): Promise<Conditions>;
  /** What is wrong with the ids in a body; `id` is that of the row it changes, null for a new one. */
  references?(db: Db, values: Record<string, unknown>, id: string | null): Promise<FieldErrors>;
  create(db: Db, actor: Actor, values: Record<string, unknown>): Promise<string>;
  /** False when there is no such row. */
  update(db: Db, actor: Actor, id: string, values: Record<string, unknown>): Promise<boolean>;
  remove(db: Db, actor: Actor, id: string): Promise<boolean>;
}

interface Endpoints {
  list: Endpoint;
  create: Endpoint;
  show: Endpoint;
  update: Endpoint;
  replace: Endpoint;
  remove: Endpoint;
}

/** The six routes of plain records. */
export function recordRoutes(services: Services, endpoints: Endpoints, records: Records): Route[] {
  const { zone, addresses } = services;
  const missing = () => noSuch(records.model);
  const show = async (ask: Ask, id: string): Promise<Answer> => {
    const body = await showRow(ask.db, records.view, ask, id, records.present);
    if (!body) throw missing();
    return { body };
  };
  const read = async (ask: Ask, how: How, id: string | null) => {
    const first = id === null ? undefined : () => show(ask, id);
    const references = async (values: Record<string, unknown>) =>
      (await records.references?.(ask.db, values, id)) ?? {};
    const values = await readFields(ask.request, records.fields, { how, zone, first, references });
    const errors = await references(values);
    if (Object.keys(errors).length === 0) return values;
    await first?.();
    throw invalid(errors);
  };
  const change = (how: How) => async (ask: Ask) => {
    const id = idOf(ask);
    const values = await read(ask, how, id);
    if (!(await records.update(ask.db, ask.actor, id, values))) throw missing();
    return show(ask, id);
  };
  return [
    route(endpoints.list, async (ask) => {
      const wanted = await records.filter(ask);
      return {
        body: await listRows(ask.db, records.view, ask, addresses, (sql) => [
          ...(records.present?.(sql) ?? []),
          ...wanted(sql),
        ]),
      };
    }),
    route(endpoints.create, async (ask) =>
      show(ask, await records.create(ask.db, ask.actor, await read(ask, "create", null))),
    ),
    route(endpoints.show, async (ask) => show(ask, idOf(ask))),
    route(endpoints.update, change("change")),
    route(endpoints.replace, change("replace")),
    route(endpoints.remove, async (ask) => {
      if (!(await records.remove(ask.db, ask.actor, idOf(ask)))) throw missing();
      return {};
    }),
  ];
}
