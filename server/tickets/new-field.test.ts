import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { command, killServers, startServer } from "../../test/commands.ts";
import { type Caller, caller, makeCompany, makeTicket, openWorld, SECRET_KEY, type World } from "../../test/world.ts";

// test/extra-fields.ts describes three fields, extra-fields.sql adds their columns; no other file knows them.
const EXTRA = join(import.meta.dirname, "../../test/extra-fields");

let world: World;
let base: string;
let tom: Caller;
let company: string;
let settings: Record<string, string>;

beforeAll(async () => {
  world = await openWorld();
  company = (await makeCompany(world.admin)).company.id;
  await world.database.db.query(readFileSync(`${EXTRA}.sql`, "utf8"));
  const env = { DATABASE_URL: world.url, SECRET_KEY, DATA_DIR: world.folder, RATE_LIMIT: "off", TZ_NAME: "UTC" };
  settings = { ...env, NODE_OPTIONS: `--import ${EXTRA}.ts` };
  ({ base } = await startServer(settings));
  tom = caller(base, world.tom.id, world.tom.token);
});
afterAll(async () => {
  killServers();
  await world.close();
});

const PROMISED = "2026-12-01T09:00:00Z";
const make = (values: Record<string, unknown>) => makeTicket(tom, company, values);
const inbox = async (query: string) => (await tom.get(`/inbox/?${query}`)).body.results;
const count = async (query: string) => (await tom.get(`/inbox/count/?${query}`)).body.count;
const numbers = async (query: string) =>
  (await inbox(query)).map(({ ticket_number }: { ticket_number: string }) => ticket_number);

describe("a described field with a column", () => {
  test("is set on a new ticket, or empty", async () => {
    const response = await make({ source: "phone", promised_at: PROMISED, order_number: " A-17 " });
    expect(response).toMatchObject({ source: "phone", promised_at: PROMISED, order_number: "A-17" });
    expect(await make({})).toMatchObject({ source: "", promised_at: null, order_number: "" });
  });

  test("is refused with a value that it cannot have", async () => {
    const values = { source: "fax", promised_at: "soon", order_number: "x".repeat(21) };
    const { status, body } = await tom.post("/tickets/", { subject: "s", description: "d", company, ...values });
    expect([status, body]).toEqual([
      400,
      {
        source: ['"fax" is not a valid choice.'],
        promised_at: [expect.stringContaining("Datetime has wrong format.")],
        order_number: ["Ensure this field has no more than 20 characters."],
      },
    ]);
  });

  test("is changed, and the timeline shows the old and new value", async () => {
    const { id } = await make({ source: "phone" });
    const ticket = (await tom.patch(`/tickets/${id}/`, { source: "walk_in", promised_at: PROMISED })).body;
    expect(ticket).toMatchObject({ source: "walk_in", promised_at: PROMISED, order_number: "" });
    const { results } = (await tom.get(`/tickets/${id}/timeline/`)).body;
    expect(results.at(-1)).toMatchObject({
      kind: "ticket.updated",
      changes: { source: ["phone", "walk_in"], promised_at: [null, expect.stringContaining("2026-12-01T09:00:00")] },
    });
  });

  test("filters both lists, and its counts come from the rows", async () => {
    const tag = "filtered";
    const phone = await make({ source: "phone", priority: "urgent", tags: tag });
    await make({ source: "phone", tags: tag });
    const walkIn = await make({ source: "walk_in", order_number: "B-2", promised_at: PROMISED, tags: tag });
    await make({ tags: tag });
    expect(await count(`tags=${tag}&source=phone`)).toBe(2);
    expect(await count(`source=walk_in&status=new&priority=medium`)).toBe(
      (await inbox("source=walk_in&status=new")).length,
    );
    expect(await numbers(`tags=${tag}&source=phone,walk_in&priority=urgent`)).toEqual([phone.ticket_number]);
    expect(await numbers("order_number=B-2")).toEqual([walkIn.ticket_number]);
    expect(await numbers(`tags=${tag}&promised_after=2026-12-01&promised_before=2026-12-02`)).toEqual([
      walkIn.ticket_number,
    ]);
    expect((await inbox(`tags=${tag}&source=none`)).length).toBe(1);
    const all = (await inbox("source=phone")).length;
    expect((await tom.get("/tickets/?source=phone&page_size=1")).body.count).toBe(all);
    const stats = (await tom.get("/tickets/stats/?source=phone")).body;
    expect([stats.total, stats.by_priority.urgent]).toEqual([all, 1]);
    const view = (await tom.post("/views/", { name: "By phone", filters: { source: "phone", priority: "urgent" } }))
      .body;
    expect((await tom.get("/views/counts/")).body.counts[view.id]).toEqual({ count: 1, is_capped: false });
    expect((await tom.get("/inbox/?source=fax")).body).toEqual({
      source: ["Select a valid choice. fax is not one of the available choices."],
    });
  });

  test("sorts the inbox, and is in its rows", async () => {
    const tag = "sorted";
    for (const source of ["walk_in", "", "phone"]) await make({ source, tags: tag });
    const rows = await inbox(`tags=${tag}&ordering=-source&fields=source,promised_at,order_number`);
    expect(rows).toEqual(["walk_in", "phone", ""].map((source) => ({ source, promised_at: null, order_number: "" })));
  });

  test("is set by a bulk change, which can be undone", async () => {
    const [one, other] = [await make({ source: "phone" }), await make({ source: "walk_in" })];
    const ids = [one.id, other.id];
    const bulk = (await tom.post("/bulk-changes/", { ids, changes: { source: "walk_in", promised_at: PROMISED } }))
      .body;
    expect(bulk).toMatchObject({ changed: 2, failed: 0 });
    const show = async (id: string) => (await tom.get(`/tickets/${id}/?fields=source,promised_at`)).body;
    expect(await show(one.id)).toEqual({ source: "walk_in", promised_at: PROMISED });
    const undone = (await tom.post(`/bulk-changes/${bulk.id}/undo/`, {})).body;
    expect(undone.undo).toMatchObject({ restored: 2, skipped_count: 0 });
    expect([await show(one.id), await show(other.id)]).toEqual([
      { source: "phone", promised_at: null },
      { source: "walk_in", promised_at: null },
    ]);
    expect((await tom.post("/bulk-changes/", { ids, changes: { source: "fax" } })).body).toEqual({
      changes: { source: ['"fax" is not a valid choice.'] },
    });
  });

  test("is set by a macro that goes with a reply", async () => {
    const macro = { name: "By phone", scope: "shared", texts: { en: "Hello" }, changes: { source: "phone" } };
    const { body } = await tom.post("/macros/", macro);
    expect(body.changes).toEqual({ source: "phone" });
    const { id } = await make({});
    const applied = (await tom.post("/bulk-changes/", { ids: [id], macro: body.id })).body;
    await expect.poll(async () => (await tom.get(`/bulk-changes/${applied.id}/`)).body).toMatchObject({ changed: 1 });
    expect((await tom.get(`/tickets/${id}/?fields=source`)).body).toEqual({ source: "phone" });
    const refused = await tom.post("/macros/", { ...macro, changes: { source: "fax" } });
    expect([refused.status, refused.body]).toEqual([400, { changes: ['source: "fax" is not a valid choice.'] }]);
  });

  test("is filled in by a ticket template, unless its value is no longer a choice", async () => {
    const create = (source: string) => tom.post("/ticket-templates/", { name: "Call", fields: { source } });
    expect((await create("fax")).body).toEqual({ fields: ['source: "fax" is not a valid choice.'] });
    const { id } = (await create("phone")).body;
    const apply = async () => (await tom.post(`/ticket-templates/${id}/apply/`, {})).body;
    expect((await apply()).fields).toEqual({ source: "phone" });
    await world.database.db.query(`update ticket_templates set fields = '{"source": "fax"}' where id = $1`, [id]);
    expect(await apply()).toMatchObject({ fields: {}, missing: { source: "“fax” is no longer a choice." } });
  });

  test("is imported, and a value that it cannot have is refused", async () => {
    const row = (source: string, at: number) => ({
      model: "desk.ticket",
      pk: `00000000-0000-4000-8000-00000000000${at}`,
      fields: {
        ...{ ticket_number: `T-20251117-000${at}`, subject: "No sound", description: "Since noon.", company },
        ...{ source, promised_at: PROMISED, order_number: "A-17" },
      },
    });
    const dump = join(world.folder, "dump.json");
    writeFileSync(dump, JSON.stringify([row("walk_in", 1), row("fax", 2)]));
    const { code, out, err } = await command(["import", dump, "--ignore-disk"], settings);
    expect([code, out + err]).toEqual([1, expect.stringContaining("fax")]);
    const imported = await tom.get(`/tickets/${row("", 1).pk}/?fields=source,promised_at,order_number`);
    expect(imported.body).toEqual({ source: "walk_in", promised_at: PROMISED, order_number: "A-17" });
  });

  test("is documented wherever it can be sent or filtered by", async () => {
    const { paths, components } = (await tom.get(`${base}/api/openapi.json`)).body;
    expect(components.schemas.Ticket.properties.source.enum).toEqual(["", "phone", "walk_in", "monitoring"]);
    const parameters = (path: string) => JSON.stringify(paths[path].get.parameters);
    for (const path of ["/api/v1/tickets/", "/api/v1/inbox/"]) expect(parameters(path)).toContain("source");
    for (const name of ["promised_after", "order_number"]) expect(parameters("/api/v1/inbox/")).toContain(name);
  });
});
