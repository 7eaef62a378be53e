import PostalMime from "postal-mime";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { addMailbox, type EmailWorker, openEmailWorker } from "../../test/emails.ts";
import { openMailServer, type TestMailServer } from "../../test/mail-server.ts";
import { type Caller, makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";
import { deleteOldTexts } from "../emails/retention.ts";
import { sendDueReports } from "./send.ts";

let world: World;
let server: TestMailServer;
let worker: EmailWorker;
beforeAll(async () => {
  world = await openWorld({ PUBLIC_URL: "https://desk.docket.test" });
  server = await openMailServer();
  worker = await openEmailWorker(world);
  const { company } = await makeCompany(world.admin, "Harbour <Hotel>");
  for (const category of ["billing", "technical", "technical"])
    await makeTicket(world.fay, company.id, { category, assigned_to: world.tom.id });
  // the figures end with the day before
  await world.database.pool.query(
    "update ticket_moves set at = at - interval '2 days', created_at = created_at - interval '2 days'",
  );
});
afterAll(async () => {
  await server.close();
  await world.close();
});
beforeEach(async () => {
  await world.database.pool.query("delete from report_schedules; delete from outgoing_emails; delete from mailboxes");
  server.received.length = 0;
});

const SCHEDULE = { name: "Figures", reports: ["summary", "companies"], every: "day", time: "08:00", time_zone: "UTC" };
const ask = (by: Caller, values: object = {}) =>
  by.post("/report-schedules/", { ...SCHEDULE, recipients: [by.id], ...values });
const create = async (by: Caller, values: object = {}) => {
  const { status, body } = await ask(by, values);
  expect([status, body]).toEqual([201, expect.anything()]);
  return body;
};
const errors: unknown[] = [];
const send = (to = world) => sendDueReports(to.app.mail, { error: (...all: unknown[]) => void errors.push(all) });
const letTimePass = (id: string, days = 1) =>
  world.database.pool.query("update report_schedules set next_at = next_at - $2 * interval '1 day' where id = $1", [
    id,
    days,
  ]);
const emails = async () =>
  (
    await world.database.pool.query(
      "select address, state, reason from outgoing_emails where kind = 'report' order by address",
    )
  ).rows;

describe("a report by email", () => {
  test("reaches each recipient once, as tables with bars and as CSV", async () => {
    await addMailbox(world, server);
    const { id } = await create(world.admin, { recipients: [world.tom.id, world.fay.id] });
    expect(await send()).toBe(0);
    await letTimePass(id);
    expect(await send()).toBe(2);
    expect(await send()).toBe(0);
    await worker.deliver();
    expect(server.received.length).toBe(2);
    const mail = await PostalMime.parse(server.received[0]!.raw);
    expect(mail.subject).toMatch(/^Figures: .*\d{4}$/);
    expect(mail.html).toContain("Harbour &lt;Hotel&gt;");
    expect(mail.html).toContain('width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td bgcolor=');
    expect(mail.html).toContain("https://desk.docket.test/settings/reports");
    expect(mail.text).toMatch(/Harbour <Hotel>\s+3\s+3/);
    expect(mail.attachments.map(({ filename }) => filename!.replace(/-\d.*\./, "."))).toEqual([
      "summary.csv",
      "companies.csv",
    ]);
    const csv = new TextDecoder().decode(mail.attachments[1]!.content as ArrayBuffer);
    expect(csv.split("\r\n")[1]).toContain("Harbour <Hotel>,3,3");
    expect(mail.headers).toContainEqual(expect.objectContaining({ key: "auto-submitted", value: "auto-generated" }));
  });

  test("is written once by two servers, and once for all dates missed in an interruption", async () => {
    const { id } = await create(world.admin, { recipients: [world.tom.id, world.fay.id, world.admin.id] });
    await letTimePass(id, 5);
    const counts = await Promise.all([send(), send(), send()]);
    expect(counts.reduce((a, b) => a + b)).toBe(3);
    expect((await emails()).length).toBe(3);
    const { body } = await world.admin.get(`/report-schedules/${id}/`);
    expect(Date.parse(body.next_at)).toBeGreaterThan(Date.now());
    expect(Date.parse(body.last_sent_at)).toBeGreaterThan(Date.now() - 24 * 3_600_000);
  });

  test("that was interrupted continues with the recipients who have not received it", async () => {
    const { id } = await create(world.admin, { recipients: [world.tom.id, world.fay.id] });
    await letTimePass(id);
    await world.database.pool.query(
      "update report_recipients r set sent_for = s.next_at from report_schedules s where r.user_id = $1",
      [world.tom.id],
    );
    expect(await send()).toBe(1);
    expect((await emails()).map(({ address }) => address)).toEqual(["fay@docket.test"]);
  });

  test("is held without a mailbox, and sent when there is one", async () => {
    const { id } = await create(world.tom);
    await letTimePass(id);
    await send();
    expect(await emails()).toEqual([{ address: "tom@docket.test", state: "held", reason: "no_mailbox" }]);
    await addMailbox(world, server);
    await world.admin.post("/outgoing-emails/retry/", { state: "held" });
    await worker.deliver();
    expect(server.received.length).toBe(1);
  });

  test("that is paused is not sent", async () => {
    const { id } = await create(world.tom, { is_active: false });
    await letTimePass(id);
    expect(await send()).toBe(0);
    expect((await world.tom.get(`/report-schedules/${id}/`)).body.next_at).toBe(null);
  });

  test("that could not be written shows the reason and does not stop others", async () => {
    const [failing, other] = [await create(world.tom), await create(world.fay)];
    // a team of before
    await world.database.pool.query(`update report_schedules set filters = '{"team": "Moon"}' where id = $1`, [
      failing.id,
    ]);
    for (const { id } of [failing, other]) await letTimePass(id);
    expect(await send()).toBe(1);
    expect((await emails()).map(({ address }) => address)).toEqual(["fay@docket.test"]);
    const { body } = await world.tom.get(`/report-schedules/${failing.id}/`);
    expect(body.last_error).toContain("team");
    expect(errors).toEqual([]);
  });

  test("is deleted with the texts of old emails, and cannot be sent again after that", async () => {
    await addMailbox(world, server);
    const { id } = await create(world.tom);
    const { body } = await world.tom.post(`/report-schedules/${id}/send/`);
    await worker.deliver();
    await world.database.pool.query("update outgoing_emails set ended_at = now() - interval '100 days'");
    await deleteOldTexts(world.database.db, 90);
    const { rows } = await world.database.pool.query("select details::text from outgoing_emails");
    expect(rows).toEqual([{ details: "{}" }]);
    await world.admin.post(`/outgoing-emails/${body.email}/resend/`, {});
    await worker.deliver();
    expect(await emails()).toMatchObject([{ state: "cancelled", reason: "dropped" }]);
    expect(server.received.length).toBe(1);
  });

  test("has a preview with current figures, in the reader's language", async () => {
    const settings = { name: "Figures", reports: ["created_resolved", "busiest_hours"], time_zone: "Asia/Bangkok" };
    const { status, body } = await world.tom.post("/report-schedules/preview/", settings);
    expect([status, body.files.length]).toEqual([200, 2]);
    expect(body.html).toContain("Created and resolved");
    await world.tom.patch("/users/me/preferences/", { language: "th" });
    const thai = (await world.tom.post("/report-schedules/preview/", settings)).body;
    expect(thai.html).toContain("สร้างและแก้ไขแล้ว");
    await world.tom.patch("/users/me/preferences/", { language: "" });
    expect(await emails()).toEqual([]);
  });

  test("has several narrow tables instead of a wide one, so that a phone shows all figures", async () => {
    const settings = { name: "Figures", reports: ["workload"], time_zone: "UTC" };
    const { html } = (await world.admin.post("/report-schedules/preview/", settings)).body;
    const tables = html.split('<table class="figures"').slice(1);
    const titles = tables.map((table: string) => [...table.matchAll(/<th [^>]*>([^<]*)/g)].map(([, title]) => title));
    expect(titles).toEqual([
      ["Name", "Open", "Resolved", "Replies"],
      ["Name", "Median first response", "First responses"],
    ]);
    expect(tables.map((table: string) => table.includes('class="bar"'))).toEqual([true, false]);
  });

  test("can be sent at once to the user who asks, and to nobody else", async () => {
    const { id, next_at } = await create(world.admin, { recipients: [world.tom.id] });
    const held = (await world.admin.post(`/report-schedules/${id}/send/`)).body;
    expect(held).toEqual({ email: expect.any(String), state: "held" });
    expect((await emails()).map(({ address }) => address)).toEqual(["admin@docket.test"]);
    expect((await world.admin.get(`/report-schedules/${id}/`)).body.next_at).toBe(next_at);
  });
});

describe("permissions", () => {
  test("a report without recipients goes to the user who created it", async () => {
    const { body } = await world.tom.post("/report-schedules/", SCHEDULE);
    expect(body.recipients).toMatchObject([{ id: world.tom.id, has_email: true }]);
  });

  test("agents can choose only themselves as recipients, and Admins anyone", async () => {
    const { status, body } = await ask(world.tom, { recipients: [world.tom.id, world.fay.id] });
    expect([status, body]).toEqual([400, { recipients: ["Only Admins may choose recipients other than themselves."] }]);
    await create(world.admin, { recipients: [world.fay.id] });
  });

  test("a schedule is visible to its owner, its recipients and Admins, and changed by its owner and Admins", async () => {
    const { id } = await create(world.admin, { recipients: [world.tom.id] });
    expect((await world.fay.get(`/report-schedules/${id}/`)).status).toBe(404);
    expect((await world.fay.get("/report-schedules/")).body.results).toEqual([]);
    expect((await world.tom.get(`/report-schedules/${id}/`)).body.can_change).toBe(false);
    expect((await world.tom.patch(`/report-schedules/${id}/`, { name: "Mine" })).status).toBe(403);
    expect((await world.tom.post(`/report-schedules/${id}/leave/`)).status).toBe(204);
    expect((await world.tom.get(`/report-schedules/${id}/`)).status).toBe(404);
    expect((await world.admin.remove(`/report-schedules/${id}/`)).status).toBe(204);
  });

  test("an owner keeps the recipients that an Admin chose", async () => {
    const { id } = await create(world.tom);
    const both = [world.tom.id, world.fay.id];
    expect((await world.admin.patch(`/report-schedules/${id}/`, { recipients: both })).status).toBe(200);
    expect((await world.tom.patch(`/report-schedules/${id}/`, { name: "Ours", recipients: both })).status).toBe(200);
    expect((await world.tom.patch(`/report-schedules/${id}/`, { recipients: [world.admin.id] })).status).toBe(400);
  });
});

test.each<[object, object]>([
  [{ reports: [] }, { reports: ["Choose at least one report."] }],
  [{ reports: ["weather"] }, { reports: ['"weather" is not a valid choice.'] }],
  [{ time: "25:00" }, { time: ["“25:00” is not a time of day. Use HH:MM."] }],
  [{ time_zone: "Mars/Olympus" }, { time_zone: [expect.stringContaining("“Mars/Olympus” is not a time zone.")] }],
  [{ every: "hour" }, { every: ['"hour" is not a valid choice.'] }],
  [{ days: 0 }, { days: ["Ensure this value is greater than or equal to 1."] }],
  [{ recipients: [] }, { recipients: ["Choose at least one recipient."] }],
  [
    { recipients: ["11111111-1111-4111-8111-111111111111"] },
    { recipients: [expect.stringContaining("does not exist")] },
  ],
  [{ filters: { weather: "rain" } }, { filters: [expect.stringContaining("Unknown field: “weather”.")] }],
  [{ filters: { team: "Moon" } }, { filters: [expect.stringContaining("team: ")] }],
])("%j is refused", async (values, expected) => {
  const { status, body } = await ask(world.admin, values);
  expect([status, body]).toEqual([400, expected]);
});
