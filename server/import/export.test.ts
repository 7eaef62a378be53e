import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type DumpRow, dumpRow, dumpId as id, importRows } from "../../test/dumps.ts";
import { makeCompany, makeTicket, openWorld, PASSWORD, type World } from "../../test/world.ts";
import { query } from "../platform/database.ts";
import { exportDump } from "./export.ts";
import type { Remark } from "./remarks.ts";
import { openReport } from "./report.ts";
import { verifyDump } from "./verify.ts";

let old: World;
let fresh: World;
let dump: DumpRow[];
const path = () => join(old.folder, "export.json");
const media = () => join(old.folder, "out");

beforeAll(async () => {
  [old, fresh] = await Promise.all([openWorld(), openWorld()]);
  const { company } = await makeCompany(old.admin);
  const ticket = await makeTicket(old.tom, company.id);
  await old.tom.post(`/tickets/${ticket.id}/add_comment/`, { text: "<p>Hello 🎷</p>" });
  await old.fay.post(`/tickets/${ticket.id}/add_comment/`, { text: "Quiet", is_internal: true });
  const form = new FormData();
  form.set("ticket", ticket.id);
  form.set("file", new File(["bytes of a file"], `${"plan ".repeat(30)}b.txt`));
  expect((await old.tom.post("/ticket-attachments/", form)).status).toBe(201);
  const [contact] = await query<{ id: string }>(
    old.database.db,
    "insert into contacts (name, email) values ('Stranger', 's@nowhere.example') returning id",
  );
  for (const name of ["Ann", "Bo", "Cy"])
    expect((await old.tom.post("/contacts/", { company: company.id, name })).status).toBe(201);
  const lone = { subject: "Nobody's", description: "d", contact: contact!.id };
  expect((await old.tom.post("/tickets/", lone)).status).toBe(201);
  const trashed = await makeTicket(old.tom, company.id);
  await old.admin.remove(`/tickets/${trashed.id}/`);
  mkdirSync(media());
  await exportDump({
    ...{ db: old.database.db, storage: old.app.docket.storage, path: path(), app: "crm_app", media: media() },
  });
  dump = JSON.parse(readFileSync(path(), "utf8"));
});
afterAll(() => Promise.all([old.close(), fresh.close()]));

async function verify(world: World, rows: DumpRow[]) {
  const file = join(world.folder, "verify.json");
  writeFileSync(file, JSON.stringify(rows));
  const remarks: Remark[] = [];
  const source = { path: file, media: null, zone: "UTC", isZoneSet: true };
  const verdict = await verifyDump(
    world.database.db,
    source,
    () => {},
    (remark) => remarks.push(remark),
  );
  return { ...verdict, differences: remarks.map(({ cause, label, detail }) => [cause, label, detail]) };
}

test("an export contains what the Django backend needs, without the trash", () => {
  const of = (model: string) => dump.filter((row) => row.model === `crm_app.${model}`);
  expect(of("ticket")).toHaveLength(2);
  expect(of("company")).toHaveLength(2);
  expect(of("ticket").every(({ fields }) => fields.company)).toBe(true);
  expect(of("contact").every(({ fields }) => fields.company)).toBe(true);
  const admin = of("user").find(({ fields }) => fields.username === "admin");
  expect(admin?.fields).toMatchObject({ is_superuser: true, is_staff: true, groups: [] });
  expect(admin?.fields.password).toMatch(/^argon2\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  const [file] = of("ticketattachment");
  expect(readFileSync(join(media(), file!.fields.file as string), "utf8")).toBe("bytes of a file");
});

test("an export has nothing that the Django backend refuses: long file names, two contacts of a company without an email", () => {
  const of = (model: string) => dump.filter((row) => row.model === `crm_app.${model}`);
  expect(of("ticketattachment").map(({ fields }) => fields.file)).toEqual([
    expect.stringMatching(/^tickets\/attachments\/[0-9a-f-]{36}\.txt$/),
  ]);
  const keys = of("contact").map(({ fields }) => `${fields.company} ${fields.email}`);
  expect([keys.length, new Set(keys).size]).toEqual([5, 5]);
  expect(keys.filter((key) => key.endsWith(" "))).toHaveLength(1);
});

test("an export is imported completely elsewhere, and a comparison finds no difference", async () => {
  const outcome = await importRows(fresh, dump, { media: media() });
  expect([outcome.refused, outcome.incomplete, outcome.problems]).toEqual([0, 0, []]);
  const { rows, causes } = await verify(fresh, dump);
  expect([rows, causes]).toEqual([dump.length, []]);
  await fresh.login("tom", PASSWORD);
  expect((await verify(fresh, dump)).causes).toEqual([]);
});

test("a comparison lists all differing fields and missing rows, without passwords", async () => {
  const ticket = dump.find(({ model, fields }) => model === "crm_app.ticket" && fields.subject === "Nobody's")!;
  const admin = await fresh.login("admin", PASSWORD);
  const caller = fresh.as(admin);
  await caller.patch(`/tickets/${ticket.pk}/`, { subject: "Somebody's", tags: "a" });
  const users = dump.filter(({ fields }) => fields.username === "fay");
  users[0]!.fields.password = "!";
  const { differences } = await verify(fresh, [...dump, dumpRow("company", 7, { name: "Missing" })]);
  const number = ticket.fields.ticket_number;
  expect(differences).toEqual([
    ["password differs", "fay", null],
    ["is not here", "Missing", null],
    ["subject differs", number, `there "Nobody's", here "Somebody's"`],
    ["tags differs", number, 'there "", here "a"'],
  ]);
  expect(JSON.stringify(differences)).not.toContain("argon2");
});

test("the last line says what was left out, and only a complete run exits with code 0", async () => {
  const finish = async (rows: DumpRow[]) => {
    const report = openReport(join(fresh.folder, "list.txt"));
    const outcome = await importRows(fresh, rows);
    for (const remark of outcome.remarks) report.add(remark);
    const { text, isComplete } = report.finish(outcome, false);
    return { last: text.split("\n").at(-1), text, isComplete };
  };
  expect(await finish([])).toMatchObject({ isComplete: false, last: expect.stringMatching(/^Nothing to import/) });
  const file = { ticket: id(11), file: "nowhere/a.txt", name: "a.txt", size: 1 };
  const ticket = (n: number, fields: object) =>
    dumpRow("ticket", n, {
      ...{ ticket_number: `T-20251117-09${n}`, subject: "s", description: "d", company: id(10), ...fields },
    });
  const rows = [dumpRow("company", 10, { name: "Ends" }), ticket(11, {}), ticket(12, { status: "lost" })];
  rows.push(ticket(13, { status: "gone" }), dumpRow("ticketattachment", 14, file));
  const { text, last, isComplete } = await finish(rows);
  expect(isComplete).toBe(false);
  expect(last).toBe(
    "Not everything was imported: 2 rows left out, 1 rows imported without something they refer to. Mend the dump and import again.",
  );
  expect(text).toContain(
    'Left out: 2 ticket: status: must be one of new, assigned, in_progress, pending, resolved, closed – T-20251117-0912 ("lost"), T-20251117-0913 ("gone")\n',
  );
  const counts = text
    .split("\n")
    .slice(0, 8)
    .map((line) => line.trim().split(/ {2,}/));
  const here = Object.fromEntries(counts.slice(1).map(([model, ...cells]) => [model, Number(cells.at(-1))]));
  const zeros = Array.from({ length: 6 }, () => "0");
  expect(counts).toEqual([
    ["in the file", "imported", "updated", "unchanged", "deleted here", "left out", "now in Docket"],
    ["user", ...zeros, String(here.user)],
    ["company", "1", "1", "0", "0", "0", "0", String(here.company)],
    ["contact", ...zeros, String(here.contact)],
    ["zone", ...zeros, String(here.zone)],
    ["ticket", "3", "1", "0", "0", "0", "2", "3"],
    ["ticketcomment", ...zeros, "2"],
    ["ticketattachment", "1", "1", "0", "0", "0", "0", "2"],
  ]);
  const list = readFileSync(join(fresh.folder, "list.txt"), "utf8");
  expect(list).toContain(`Left out\tticket\tT-20251117-0913\t${id(13)}\tstatus: must be one of`);
  expect(await finish(rows.slice(0, 2))).toMatchObject({ isComplete: true, last: "Everything was imported." });
});
