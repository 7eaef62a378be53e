import type { Endpoint } from "../../wire/endpoint.ts";
import type { Fields } from "../../wire/fields.ts";
import { type FieldErrors, invalid, noSuch } from "../../wire/problems.ts";
import { type BodyUse, readFields } from "./bodies.ts";
import type { Db } from "./database.ts";
import type { RouteServices } from "./docket.ts";
import { type Actor, type Answer, type RequestContext, type Route, route } from "./front-door.ts";
import { idOf } from "./path-ids.ts";
import { type Conditions, listRows, type RowQuery, type RowView, showRow } from "./row-list.ts";

/** Records with five operations: list, show, create, change and delete. */
export interface Records {
  /** The name of the model in the Django backend's messages. */
  model: string;
  view: RowView;
  fields: Fields;
  /** The rows that this API shows. */
  present?: Conditions;
  filter(db: Db, query: RowQuery["query"]): Promise<Conditions>;
  /** The errors of the IDs in a body. `id`: the row that is changed, null for a new one. */
  references?(db: Db, values: Record<string, unknown>, id: string | null): Promise<FieldErrors>;
  create(db: Db, actor: Actor, values: Record<string, unknown>): Promise<string>;
  /** False if there is no such row. */
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

/** The six routes of such records. */
export function recordRoutes(services: RouteServices, endpoints: Endpoints, records: Records): Route[] {
  const missing = () => noSuch(records.model);
  const show: Show = async (ctx, id) => {
    const body = await showRow(ctx.db, records.view, ctx, id, records.present);
    if (!body) throw missing();
    return { body };
  };
  const read = openReader(services.zone, records, show);
  const change = (how: BodyUse) => async (ctx: RequestContext) => {
    const id = idOf(ctx);
    const values = await read(ctx, how, id);
    if (!(await records.update(ctx.db, ctx.actor, id, values))) throw missing();
    return show(ctx, id);
  };
  return [
    route(endpoints.list, async (ctx) => {
      const conditions = await records.filter(ctx.db, ctx.query);
      return {
        body: await listRows(ctx.db, records.view, ctx, services.addresses, (sql) => [
          ...(records.present?.(sql) ?? []),
          ...conditions(sql),
        ]),
      };
    }),
    route(endpoints.create, async (ctx) =>
      show(ctx, await records.create(ctx.db, ctx.actor, await read(ctx, "create", null))),
    ),
    route(endpoints.show, async (ctx) => show(ctx, idOf(ctx))),
    route(endpoints.update, change("change")),
    route(endpoints.replace, change("replace")),
    route(endpoints.remove, async (ctx) => {
      if (!(await records.remove(ctx.db, ctx.actor, idOf(ctx)))) throw missing();
      return {};
    }),
  ];
}

type Show = (ctx: RequestContext, id: string) => Promise<Answer>;

/** Reads the values of a body. A missing record is reported before wrong values. */
const openReader =
  (zone: string, records: Records, show: Show) => async (ctx: RequestContext, how: BodyUse, id: string | null) => {
    const first = id === null ? undefined : () => show(ctx, id);
    const references = async (values: Record<string, unknown>) =>
      (await records.references?.(ctx.db, values, id)) ?? {};
    const values = await readFields(ctx.request, records.fields, { how, zone, first, references });
    const errors = await references(values);
    if (Object.keys(errors).length === 0) return values;
    await first?.();
    throw invalid(errors);
  };
