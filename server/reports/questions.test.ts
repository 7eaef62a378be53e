import { readdirSync, readFileSync } from "node:fs";
import { inflateRawSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";
import { csvOf } from "./csv.ts";
import { clockChanges, shiftSpans, spansOf, untilBefore } from "./days.ts";
import { XLSX_TYPE, xlsxOf } from "./xlsx.ts";

let world: World;
let company: string;
beforeAll(async () => {
  world = await openWorld({ TZ_NAME: "America/New_York" });
  company = (await makeCompany(world.admin, '=HYPERLINK("http://evil.test"), Ltd')).company.id;
});
afterAll(() => world.close());

test("a day lasts as long as the clocks of its zone say, 25 hours if they are set back", async () => {
  for (const at of [
    "2026-11-01T03:59:59Z",
    "2026-11-01T04:00:00Z",
    "2026-11-01T05:30:00Z",
    "2026-11-01T06:30:00Z",
    "2026-11-02T04:59:59Z",
    "2026-11-02T05:00:00Z",
  ]) {
    const { id } = await makeTicket(world.admin, company);
    await world.database.pool.query("update tickets set created_at = $2 where id = $1", [id, at]);
  }
  const created = async (more = "") =>
    (await world.tom.get(`/reports/created_resolved/?from=2026-10-31&to=2026-11-02${more}`)).body.rows.map(
      ([day, n]: unknown[]) => [day, n],
    );
  expect(await created()).toEqual([
    ["2026-10-31", 1],
    ["2026-11-01", 4],
    ["2026-11-02", 1],
  ]);
  expect(await created("&tz=UTC")).toEqual([
    ["2026-10-31", 0],
    ["2026-11-01", 4],
    ["2026-11-02", 2],
  ]);
  const busy = (await world.tom.get("/reports/busiest_hours/?from=2026-11-01&to=2026-11-01")).body.rows;
  // one o'clock came twice
  expect(busy.filter(([, , n]: number[]) => n! > 0)).toEqual([
    [7, 0, 1],
    [7, 1, 2],
    [7, 23, 1],
  ]);
});

test("the database's own time zone rules are never used, because they may be older than the server's", () => {
  for (const name of readdirSync(import.meta.dirname).filter((each) => /(?<!test)\.ts$/.test(each)))
    expect([name, readFileSync(`${import.meta.dirname}/${name}`, "utf8").match(/at time zone (?!'UTC')/)]).toEqual([
      name,
      null,
    ]);
});

test("the time zone of a range changes at the exact second", () => {
  const bounds = ["2026-03-01T05:00:00.000Z", "2026-12-01T05:00:00.000Z"];
  expect(clockChanges([bounds[0]!, "2026-07-01T04:00:00.000Z", bounds[1]!], "America/New_York")).toEqual({
    from: [bounds[0], "2026-03-08T07:00:00.000Z", "2026-11-01T06:00:00.000Z"],
    seconds: [-18_000, -14_400, -18_000],
  });
});

test("a day that is not over is compared with the same part of the day before", () => {
  const range = { from: "2026-11-20", to: "2026-11-26" };
  const at = (time: string) => untilBefore(range, "Asia/Bangkok", Date.parse(time));
  expect(at("2026-11-26T05:30:00Z")).toBe("2026-11-19T05:30:00.000Z");
  expect(at("2026-11-26T17:00:00Z")).toBe(null);
  // by the clock: an hour further away if clocks were set back in between
  expect(
    untilBefore({ from: "2026-11-01", to: "2026-11-02" }, "America/New_York", Date.parse("2026-11-02T15:00:00Z")),
  ).toBe("2026-10-31T14:00:00.000Z");
});

test("weeks begin as requested; incomplete ones name their days and are compared with equally long ones", () => {
  const range = { from: "2026-11-03", to: "2026-11-16" };
  const weeks = spansOf(range, "week", "sunday");
  expect(weeks.map(({ label, days }) => [label, days])).toEqual([
    ["2026-11-01", 5],
    ["2026-11-08", 7],
    ["2026-11-15", 2],
  ]);
  expect(spansOf(range, "week").map(({ label, days }) => [label, days])).toEqual([
    ["2026-11-02", 6],
    ["2026-11-09", 7],
    ["2026-11-16", 1],
  ]);
  expect(shiftSpans(weeks, -14).map(({ label, days }) => [label, days])).toEqual([
    ["2026-10-18", 5],
    ["2026-10-25", 7],
    ["2026-11-01", 2],
  ]);
});

test("compared weeks are in one row of a CSV", async () => {
  const { body } = await world.tom.get(
    "/reports/resolution_times/csv/?from=2026-10-29&to=2026-11-09&by=week&compare=true&week_start=monday",
  );
  expect(body.split("\r\n").slice(0, 4)).toEqual([
    "Week,Resolution: median (hours),Resolution: 90th percentile (hours),Tickets,Days,Week (before),Resolution: median (hours) (before),Resolution: 90th percentile (hours) (before),Tickets (before),Days (before)",
    "2026-10-26,,,0,4,2026-10-14,,,0,4",
    "2026-11-02,,,0,7,2026-10-21,,,0,7",
    "2026-11-09,,,0,1,2026-10-28,,,0,1",
  ]);
});

test.each([
  ["from=2026-11-02&to=2026-11-01", { from: ["The first day (2026-11-02) is after the last day (2026-11-01)."] }],
  ["from=2019-01-01&to=2026-11-01", { from: ["A report covers at most 5 years."] }],
  ["from=yesterday", { from: ["Date has wrong format. Use YYYY-MM-DD, between 1900 and 2199."] }],
  ["from=2026-02-30", { from: ["Date has wrong format. Use YYYY-MM-DD, between 1900 and 2199."] }],
  ["to=20261101", { to: ["Date has wrong format. Use YYYY-MM-DD, between 1900 and 2199."] }],
  ["tz=Mars/Olympus", { tz: ["“Mars/Olympus” is not a time zone. Send a name such as Asia/Bangkok."] }],
  ["tz=%2B07:00", { tz: ["“+07:00” is not a time zone. Send a name such as Asia/Bangkok."] }],
  ["week_start=friday", { week_start: ["Select a valid choice. friday is not one of the available choices."] }],
  ["by=month", { by: ["Select a valid choice. month is not one of the available choices."] }],
  [
    "team=Nobody&from=x",
    {
      from: ["Date has wrong format. Use YYYY-MM-DD, between 1900 and 2199."],
      team: ["Select a valid choice. Nobody is not one of the available choices."],
    },
  ],
])("?%s is refused with a clear error", async (query, errors) => {
  for (const path of ["", "csv/"]) {
    const reply = await world.tom.get(`/reports/created_resolved/${path}?${query}`);
    expect([reply.status, reply.body]).toEqual([400, errors]);
  }
});

test("without a range, reports cover the last 30 days and the period before", async () => {
  const { body } = await world.tom.get("/reports/created_resolved/?compare=true&to=2026-11-01");
  expect(body).toMatchObject({
    from: "2026-10-03",
    to: "2026-11-01",
    tz: "America/New_York",
    previous: { from: "2026-09-03", to: "2026-10-02" },
  });
  expect([body.rows.length, body.previous.rows.length]).toEqual([30, 30]);
});

test("reports need a signed-in user, and unknown reports are not found", async () => {
  expect((await world.stranger.get("/reports/summary/")).status).toBe(401);
  expect((await world.tom.get("/reports/secrets/")).status).toBe(404);
});

test("a spreadsheet reads a CSV but does not run it", async () => {
  const path = "/reports/companies/csv/?from=2026-10-31&to=2026-11-02&compare=true";
  const { headers, body } = await world.tom.get(path);
  expect(headers.get("content-type")).toBe("text/csv; charset=utf-8");
  const response = await world.tom.ask(path, { headers: { accept: "text/csv" } });
  expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/csv; charset=utf-8"]);
  expect(headers.get("content-disposition")).toBe("attachment; filename=companies-2026-10-31-2026-11-02.csv");
  // fetch removes the byte order mark; the bytes are checked below
  expect(body).toBe(
    `Company,Name,Created,Open now,Created (before)\r\n${company},"'=HYPERLINK(""http://evil.test""), Ltd",6,6,\r\n`,
  );
});

test("Excel reads a CSV as UTF-8, and full-width signs start no formula", () => {
  const column = (title: string) => ({ key: title, title, unit: "text" as const });
  const rows = [["＝1+1"], ["＋1"], ["－1"], ["＠sum"], ["=1"], ["a\n=1"], ["a\r=1"], ["ลำโพง"], [-5], [null]];
  const answer = { columns: [column("Name")], rows, previous: null } as unknown as Parameters<typeof csvOf>[0];
  expect(csvOf(answer)).toBe(
    `\ufeffName\r\n'＝1+1\r\n'＋1\r\n'－1\r\n'＠sum\r\n'=1\r\n"a\n=1"\r\n"a\r=1"\r\nลำโพง\r\n-5\r\n\r\n`,
  );
});

test("events later on the previous day are left out of the comparison with today", async () => {
  const day = (n: number) => new Date(Date.now() - n * 86_400_000);
  const [today, yesterday] = [day(0), day(1)].map((at) => at.toISOString().slice(0, 10)) as [string, string];
  const company = (await makeCompany(world.admin)).company.id;
  const created = async () =>
    (await world.tom.get(`/reports/created_resolved/?from=${today}&to=${today}&tz=UTC&compare=true&company=${company}`))
      .body.previous;
  for (const at of [`${yesterday}T00:00:00Z`, `${yesterday}T23:59:59.999Z`]) {
    const { id } = await makeTicket(world.admin, company);
    await world.database.pool.query("update tickets set created_at = $2 where id = $1", [id, at]);
  }
  const { until, totals, rows } = await created();
  expect([until.slice(0, 10), totals, rows]).toEqual([yesterday, { created: 1, resolved: 0 }, [[yesterday, 1, 0]]]);
});

test("unassigned tickets are open ones, in the tile and in the view; only the list's old counts include closed ones", async () => {
  const company = (await makeCompany(world.admin)).company.id;
  const { id } = await makeTicket(world.admin, company, { status: "closed" });
  await makeTicket(world.admin, company);
  const tile = (await world.tom.get(`/reports/summary/?company=${company}`)).body.rows.find(
    ([key]: string[]) => key === "unassigned",
  );
  const list = (await world.tom.get(`/inbox/?company=${company}&assigned_to=none&open=true`)).body.results;
  const stats = (await world.tom.get(`/tickets/stats/?company=${company}`)).body;
  expect([tile[3], list.length, stats.unassigned]).toEqual([1, 1, 2]);
  expect(list[0].id).not.toBe(id);
});

test("events between a bulk change and its undo count as if the bulk change had not happened", async () => {
  const movesWith = async (steps: (ticket: string) => (() => Promise<unknown>)[]) => {
    const { id } = await makeTicket(world.admin, company);
    const { body } = await world.admin.post("/bulk-changes/", { ids: [id], changes: { status: "resolved" } });
    for (const step of steps(`/tickets/${id}/`)) await step();
    const { undo } = (await world.admin.post(`/bulk-changes/${body.id}/undo/`)).body;
    expect(undo).toMatchObject({ restored: 1 });
    const text = "select kind, is_open from ticket_moves where ticket = $1 order by id";
    const { rows } = await world.database.pool.query(text, [id]);
    return rows.map(({ kind, is_open }: { kind: string; is_open: boolean }) => `${kind}, ${is_open ? "open" : "not"}`);
  };
  const set = (ticket: string, status: string) => () => world.admin.patch(ticket, { status });
  expect(await movesWith((ticket) => [() => world.admin.patch(ticket, { priority: "high" })])).toEqual([
    "created, open",
  ]);
  expect(
    await movesWith((ticket) => [() => world.admin.remove(ticket), () => world.admin.post(`${ticket}restore/`)]),
  ).toEqual(["created, open", "trashed, not", "restored, open"]);
  // reopening a ticket that is not resolved by then counts for nothing; the undo of a later resolution is a reopening
  expect(await movesWith((ticket) => [set(ticket, "pending"), set(ticket, "resolved")])).toEqual([
    "created, open",
    "resolved, not",
    "reopened, open",
  ]);
});

test("a comment that moves to a younger ticket answers it when that was created, not before", async () => {
  const [older, younger] = [await makeTicket(world.admin, company), await makeTicket(world.admin, company)];
  const reply = { ticket: older.id, text: "On our way." };
  const { body } = await world.tom.post("/ticket-comments/", reply);
  await world.database.pool.query("update tickets set created_at = now() + interval '1 minute' where id = $1", [
    younger.id,
  ]);
  expect((await world.tom.patch(`/ticket-comments/${body.id}/`, { ticket: younger.id })).status).toBe(200);
  expect((await world.tom.get(`/tickets/${younger.id}/`)).body.first_response_time_hours).toBe(0);
  const { rows } = await world.database.pool.query(
    "select at = created_at as is_at_creation from ticket_moves where ticket = $1 and kind = 'answered'",
    [younger.id],
  );
  expect(rows).toEqual([{ is_at_creation: true }]);
});

test("a reply counts while its ticket is in the trash, however the report is filtered", async () => {
  const { id: inn } = (await makeCompany(world.admin)).company;
  const { id } = await makeTicket(world.admin, inn);
  await world.fay.post(`/tickets/${id}/add_comment/`, { text: "On our way." });
  await world.admin.remove(`/tickets/${id}/`);
  const statuses = "new,assigned,in_progress,pending,resolved,closed";
  const replies = async (query: string) =>
    (await world.tom.get(`/reports/workload/?tz=UTC${query}`)).body.rows.find(
      ([user]: string[]) => user === world.fay.id,
    )[4];
  expect([await replies(""), await replies(`&status=${statuses}`), await replies(`&company=${inn}`)]).toEqual([
    1, 1, 1,
  ]);
});

/** The files of a ZIP archive, as text. */
function unzip(archive: Buffer): Record<string, string> {
  const end = archive.lastIndexOf(Buffer.from("PK\x05\x06"));
  const files: Record<string, string> = {};
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [size, name, extra, note] = [20, 28, 30, 32].map((offset) =>
      offset === 20 ? archive.readUInt32LE(at + offset) : archive.readUInt16LE(at + offset),
    ) as [number, number, number, number];
    const local = archive.readUInt32LE(at + 42);
    const begin = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    const bytes = archive.subarray(begin, begin + size);
    const isDeflated = archive.readUInt16LE(at + 10) === 8;
    files[archive.subarray(at + 46, at + 46 + name).toString()] = (
      isDeflated ? inflateRawSync(bytes) : bytes
    ).toString();
    at += 46 + name + extra + note;
  }
  return files;
}

const unescapeXml = (xml: string) =>
  xml.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");

/** The cells of a workbook as Excel reads them: texts, numbers, and dates by their format. */
function cellsOf(workbook: Buffer): Record<string, unknown> {
  const files = unzip(workbook);
  const texts = [...files["xl/sharedStrings.xml"]!.matchAll(/<si><t[^>]*>(.*?)<\/t>/gs)].map(([, text]) =>
    unescapeXml(text!).replaceAll(/_x([\dA-F]{4})_/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16))),
  );
  const styles = files["xl/styles.xml"]!;
  const dateFormat = /numFmtId="(\d+)" formatCode="yyyy-mm-dd"/.exec(styles)?.[1];
  const formats = [.../<cellXfs.*?<\/cellXfs>/s.exec(styles)![0].matchAll(/<xf ([^>]*)>/g)];
  const sheet = files["xl/worksheets/sheet1.xml"]!;
  expect(sheet).not.toMatch(/<f[ >]/);
  const cells = [...sheet.matchAll(/<c ([^>]*)><v>(.*?)<\/v><\/c>/g)].map(([, head, value]) => {
    const at = (name: string) => new RegExp(`\\b${name}="(.*?)"`).exec(head!)?.[1];
    if (at("t") === "s") return [at("r"), texts[Number(value)]];
    // days since the last one of 1899
    const isDate = dateFormat !== undefined && formats[Number(at("s"))]?.[1]?.includes(`"${dateFormat}"`);
    return [at("r"), isDate ? new Date((Number(value) - 25_569) * 86_400_000) : Number(value)];
  });
  return Object.fromEntries(cells);
}

test("a workbook has figures as numbers, days as dates, and every text as it is, never as a formula", async () => {
  const column = (title: string, unit: string) => ({ key: title, title, unit });
  const names = [
    "=1+1",
    "<b>&",
    "constructor",
    "__proto__",
    "_x0041_",
    " Ploy 🎵 ร้าน ",
    "+66 2 123",
    "2026-11-01",
    "007",
  ];
  const rows = names.map((name, n) => ["2026-11-01", name, n === 1 ? null : n + 0.5]);
  const columns = [column("Day", "day"), column("Name", "text"), column("Tickets", "tickets")];
  const answer = { report: "companies", columns, rows, previous: null } as unknown as Parameters<typeof xlsxOf>[0];
  const cells = cellsOf(await xlsxOf(answer));
  expect([cells.A1, cells.B1, cells.C1]).toEqual(["Day", "Name", "Tickets"]);
  for (const [n, [, name, figure]] of rows.entries()) {
    const line = [`A${n + 2}`, `B${n + 2}`, `C${n + 2}`].map((at) => cells[at]);
    expect(line).toEqual([new Date("2026-11-01T00:00:00Z"), name, figure ?? undefined]);
  }
});

test("a workbook is downloaded with its name", async () => {
  const path = "/reports/companies/xlsx/?from=2026-10-31&to=2026-11-02&compare=true";
  const { status, headers } = await world.tom.ask(path, { headers: { accept: XLSX_TYPE } });
  expect([status, headers.get("content-type"), headers.get("content-disposition")]).toEqual([
    200,
    XLSX_TYPE,
    "attachment; filename=companies-2026-10-31-2026-11-02.xlsx",
  ]);
  expect((await world.tom.get("/reports/companies/xlsx/?from=tomorrow")).status).toBe(400);
});
