import { afterAll, beforeAll, expect, test } from "vitest";
import { dumpRow, dumpId as id, importRows } from "../../test/dumps.ts";
import { openWorld, type World } from "../../test/world.ts";
import { checkSpace, databaseBytes } from "./space.ts";
import { undoImports } from "./undo.ts";

const [LEA, INN, PIA, LOBBY, FIRST, REPLY] = [1, 2, 3, 4, 5, 6] as const;
const rows = [
  dumpRow("user", LEA, { username: "lea", password: "!", role: "Admin", first_name: "Lea" }),
  dumpRow("company", INN, { name: "Inn" }),
  dumpRow("contact", PIA, { name: "Pia", company: id(INN), email: "pia@inn.example" }),
  dumpRow("zone", LOBBY, { name: "Lobby", company: id(INN) }),
  dumpRow("ticket", FIRST, {
    ...{ ticket_number: "T-20251117-0001", subject: "No sound", description: "d", status: "resolved" },
    ...{ company: id(INN), contact: id(PIA), zone: id(LOBBY), created_by: id(LEA), assigned_to: id(LEA) },
  }),
  dumpRow("ticketcomment", REPLY, { ticket: id(FIRST), author: id(LEA), text: "On our way." }),
];

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const TABLES =
  "users companies contacts zones tickets comments attachments events ticket_moves imported_rows imports former_people deleted_records ticket_texts".split(
    " ",
  );
async function counts(): Promise<Record<string, number>> {
  const { rows } = await world.database.pool.query(
    `select ${TABLES.map((name) => `(select count(*)::int from ${name}) as ${name}`).join(", ")}`,
  );
  return rows[0];
}

test("an undo deletes everything that was imported, and it can be imported again", async () => {
  const before = await counts();
  await importRows(world, rows);
  // a second one is changed and moved to the trash
  const changedRows = rows.filter(({ model }) => !model.endsWith("contact"));
  const company = { ...rows[1]!, fields: { ...rows[1]!.fields, city: "Trat" } };
  await importRows(
    world,
    [...changedRows.filter((row) => row !== rows[1]), company, dumpRow("contact", 9, { name: "Bo", company: id(INN) })],
    {
      deletions: true,
    },
  );
  expect((await world.admin.get("/contacts/trash/")).body.count).toBe(1);
  expect(Object.fromEntries(await undoImports(world.database.db))).toEqual({
    ...{ user: 1, company: 1, contact: 2, zone: 1, ticket: 1, ticketcomment: 1, ticketattachment: 0 },
  });
  // the event that tells clients to reload everything stays
  const { rows: events } = await world.database.pool.query(
    "select count(*)::int as n from events where kind = 'all.changed'",
  );
  expect(await counts()).toEqual({ ...before, events: before.events! + events[0].n });
  expect((await world.tom.get("/tickets/stats/")).body.total).toBe(0);
  const { problems, counts: imported } = await importRows(world, rows);
  expect([problems, imported.map(({ taken }) => taken)]).toEqual([[], [1, 1, 1, 1, 1, 1, 0]]);
});

test("nothing is undone once someone has worked with the data", async () => {
  await world.tom.post(`/tickets/${id(FIRST)}/add_comment/`, { text: "Hello" });
  const before = await counts();
  await expect(undoImports(world.database.db)).rejects.toThrow(
    /^An import can be undone only while nothing has happened since. There are \d+ changes, the latest in T-20251117-0001. Nothing was undone.$/,
  );
  expect(await counts()).toEqual(before);
});

test("times without a zone are read in the chosen zone, the same in every import", async () => {
  const other = await openWorld();
  const zoneless = [...rows.slice(1, 4), dumpRow("company", 8, { name: "Bar", created_at: "2025-11-17T09:00:00" })];
  await expect(importRows(other, zoneless, { isZoneSet: false })).rejects.toThrow(
    /^The dump has times without a time zone, such as 2025-11-17T09:00:00. Set TZ_NAME/,
  );
  await importRows(other, zoneless, { zone: "Asia/Bangkok" });
  expect((await other.admin.get(`/companies/${id(8)}/`)).body.created_at).toBe("2025-11-17T02:00:00Z");
  await expect(importRows(other, zoneless, { zone: "UTC" })).rejects.toThrow(
    / in Asia\/Bangkok, and TZ_NAME is UTC now\. /,
  );
  await other.close();
});

test("a disk that is too small is reported before anything is written", async () => {
  await expect(checkSpace([{ folder: world.folder, bytes: databaseBytes(2 ** 50, false) }])).rejects.toThrow(
    /^The import needs about [\d,]+ MB on the disk of \S+, which has [\d,]+ MB free\. Make room/,
  );
  await checkSpace([{ folder: world.folder, bytes: 0 }]);
});
