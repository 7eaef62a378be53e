import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Caller, makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";
import { removeUnclaimed } from "../attachments/unclaimed.ts";
import { runAutomations } from "../automations/react.ts";
import { resumeBulk } from "../bulk/watch.ts";
import { addReaders, runReaction } from "../events/reader.ts";
import { createDueTickets } from "../recurrences/run.ts";
import { sendNext } from "../replies/sending.ts";

let world: World;
let company: string;
let ticket: string;
const reaction = runAutomations({ mailOut: "off", addresses: { publicUrl: null } } as never);
beforeAll(async () => {
  world = await openWorld({ MAIL_OUT: "off" });
  company = (await makeCompany(world.admin, "Harbour Hotel")).company.id;
  await addReaders(world.database.db, [reaction]);
});
afterAll(() => world.close());
beforeEach(async () => {
  ticket = (await makeTicket(world.admin, company)).id;
});

const sql = (text: string, values: unknown[] = []) => world.database.pool.query(text, values).then(({ rows }) => rows);
const react = async () => {
  while (await runReaction(world.database.db, reaction));
};
const upload = async (by: Caller, name = "prices.txt", content = "12 baht") => {
  const form = new FormData();
  form.set("file", new File([content], name));
  return (await by.post("/draft-files/", form)).body as { id: string; name: string; file: string };
};
const macro = async (values: object = {}, by = world.tom) =>
  (await by.post("/macros/", { name: "Prices", scope: "shared", texts: { en: "<p>See below.</p>" }, ...values })).body;
const show = async (id: string, by = world.tom) => (await by.get(`/macros/${id}/`)).body;
const apply = async (id: string, by = world.tom) => (await by.post(`/macros/${id}/apply/`, { ticket })).body;
const attachments = async (id = ticket) => (await world.tom.get(`/ticket-attachments/?ticket=${id}`)).body.results;
const bytes = async (file: string) => {
  const answer = await fetch(file);
  return answer.status === 200 ? answer.text() : answer.status;
};
const send = async (more: object) => {
  const { body } = await world.tom.post(`/tickets/${ticket}/replies/`, {
    text: "Here.",
    seen: 1,
    force: true,
    ...more,
  });
  await sql("update replies set send_at = now() where id = $1", [body.id]);
  while (await sendNext(world.app.docket));
  return body.id as string;
};
/** Lets a job remove the bytes that nothing uses. */
const sweep = async () => {
  await sql("update unclaimed_files set remove_after = now() - interval '1 second'");
  await removeUnclaimed(world.app.docket);
};

describe("the files of a macro", () => {
  test("are the uploaded files of its author, in order, and change with it", async () => {
    const [one, two] = [await upload(world.tom, "one.txt"), await upload(world.tom, "two.txt")];
    const { id, files } = await macro({ files: [two.id, one.id] });
    expect(files.map(({ name }: { name: string }) => name)).toEqual(["two.txt", "one.txt"]);
    expect(await bytes(files[0].file)).toBe("12 baht");
    // an Admin changes it: what it has stays, what is left out goes
    const three = await upload(world.admin, "three.txt");
    const changed = (await world.admin.patch(`/macros/${id}/`, { files: [one.id, three.id] })).body;
    expect(changed.files.map(({ name }: { name: string }) => name)).toEqual(["one.txt", "three.txt"]);
    expect((await world.admin.patch(`/macros/${id}/`, { name: "Prices 2027" })).body.files).toHaveLength(2);
    await sweep();
    expect(await bytes(two.file)).toBe(404);
    expect(await bytes(three.file)).toBe("12 baht");
  });

  test.each<[string, (file: string) => object, object]>([
    ["of someone else", (file) => ({ files: [file] }), { files: [expect.stringContaining("does not exist")] }],
    ["that are too many", () => ({ files: Array.from({ length: 11 }, () => crypto.randomUUID()) }), { files: [/./] }],
    ["without a text", () => ({ texts: {}, changes: { priority: "low" }, files: [company] }), { texts: [/a text/] }],
  ])("%s are refused", async (_, values, errors) => {
    const { id } = await upload(world.fay);
    const { status, body } = await world.tom.post("/macros/", {
      ...{ name: "Prices", texts: { en: "See below." } },
      ...values(id),
    });
    expect(status).toBe(400);
    for (const [name, texts] of Object.entries(errors))
      expect(body[name]).toEqual(
        texts.map((each: unknown) => (each instanceof RegExp ? expect.stringMatching(each) : each)),
      );
    // it was not taken from its owner
    expect((await world.fay.remove(`/draft-files/${id}/`)).status).toBe(204);
  });

  test("are visible only to users who can see the macro", async () => {
    const { id } = await macro({ scope: "own", files: [(await upload(world.tom)).id] });
    expect((await world.fay.get(`/macros/${id}/`)).status).toBe(404);
    expect((await world.fay.post(`/macros/${id}/apply/`, { ticket })).status).toBe(404);
  });

  test("go along with the reply, and neither the macro nor the reply takes them from the other", async () => {
    const { id } = await macro({ files: [(await upload(world.tom)).id] });
    const first = (await apply(id)).files;
    expect(first).toMatchObject([{ name: "prices.txt" }]);
    const reply = await send({ files: [first[0].id], macros: [id] });
    const second = (await apply(id)).files;
    const [sent] = await attachments();
    expect(sent).toMatchObject({ name: "prices.txt", id: first[0].id });
    expect(await sql("select comment from attachments where id = $1", [sent.id])).toEqual([{ comment: reply }]);
    // a draft that is thrown away, then an attachment that is deleted: the others keep the bytes
    await world.tom.remove(`/draft-files/${second[0].id}/`);
    await sweep();
    expect([await bytes(sent.file), await bytes((await show(id)).files[0].file)]).toEqual(["12 baht", "12 baht"]);
    await world.tom.remove(`/ticket-attachments/${sent.id}/`);
    await sweep();
    expect(await bytes((await show(id)).files[0].file)).toBe("12 baht");
    const third = (await apply(id)).files[0];
    await send({ files: [third.id] });
    await world.tom.remove(`/macros/${id}/`);
    await sweep();
    const [left] = await attachments();
    expect(await bytes(left.file)).toBe("12 baht");
    // the last one takes the bytes along
    await world.tom.remove(`/ticket-attachments/${left.id}/`);
    expect(await bytes(left.file)).toBe(404);
    expect(await sql("select 1 from saved_files where macro = $1", [id])).toEqual([]);
  });

  test("go to each ticket of a filter, unless one was deleted in the meantime", async () => {
    const start = async (id: string) => {
      const { body } = await world.tom.post("/bulk-changes/", { ids: [ticket], macro: id });
      return async () => {
        await sql("update bulk_changes set starts_at = now() where id = $1", [body.id]);
        await resumeBulk(world.app.docket);
        return (await world.tom.get(`/bulk-changes/${body.id}/`)).body;
      };
    };
    const { id } = await macro({ files: [(await upload(world.tom)).id] });
    expect(await (await start(id))()).toMatchObject({ changed: 1, failed: 0 });
    const [sent] = await attachments();
    expect(sent.name).toBe("prices.txt");
    expect(
      await sql("select 1 from comments where id = (select comment from attachments where id = $1)", [sent.id]),
    ).toHaveLength(1);
    const late = await start(id);
    await world.tom.patch(`/macros/${id}/`, { files: [] });
    expect(await late()).toMatchObject({
      changed: 0,
      failures: [{ reason: "A file of the macro was deleted in the meantime." }],
    });
  });

  test("go along when an automation applies it", async () => {
    const { id } = await macro({ files: [(await upload(world.tom)).id] });
    const trigger = { on: "created" };
    const rule = await world.admin.post("/automations/", { name: "Prices", trigger, actions: { macro: id } });
    const ticketId = (await makeTicket(world.fay, company)).id;
    await react();
    await world.admin.remove(`/automations/${rule.body.id}/`);
    const [sent] = await attachments(ticketId);
    expect(sent).toMatchObject({ name: "prices.txt" });
    expect(await bytes(sent.file)).toBe("12 baht");
  });
});

describe("the files of a ticket template", () => {
  const values = { name: "Check", scope: "shared", subject: "Check of the lobby" };

  test("are copied for the agent who fills it in, and stay with the template", async () => {
    const { body } = await world.tom.post("/ticket-templates/", { ...values, files: [(await upload(world.tom)).id] });
    expect(body.files).toMatchObject([{ name: "prices.txt" }]);
    const content = (await world.fay.post(`/ticket-templates/${body.id}/apply/`, {})).body;
    const ids = content.files.map((each: { id: string }) => each.id);
    expect((await world.fay.post(`/tickets/${ticket}/take_files/`, { files: ids })).status).toBe(200);
    const [attached] = await attachments();
    await world.tom.patch(`/ticket-templates/${body.id}/`, { files: [] });
    await sweep();
    expect(await bytes(attached.file)).toBe("12 baht");
  });

  test("are attached to each recurring ticket", async () => {
    const { body } = await world.tom.post("/ticket-templates/", { ...values, files: [(await upload(world.tom)).id] });
    const schedule = { rrule: "FREQ=DAILY", starts_at: "2026-01-01T09:00", time_zone: "UTC" };
    const recurrence = await world.tom.post("/recurrences/", {
      name: "Daily",
      template: body.id,
      company,
      ...schedule,
    });
    await sql("update recurrences set next_at = now(), next_local = now() at time zone 'UTC' where id = $1", [
      recurrence.body.id,
    ]);
    expect(await createDueTickets(world.database.db, "UTC", { error: () => {} })).toBe(1);
    const [run] = (await world.tom.get(`/recurrences/${recurrence.body.id}/runs/`)).body.results;
    const [attached] = await attachments(run.ticket);
    expect(attached).toMatchObject({ name: "prices.txt", uploaded_by_name: "Daily" });
    expect(await bytes(attached.file)).toBe("12 baht");
  });
});

describe("an automation that runs when a macro is applied", () => {
  const rule = async (macros?: string[]) =>
    (
      await world.admin.post("/automations/", {
        name: crypto.randomUUID(),
        trigger: { on: "macro_applied", ...(macros && { macros }) },
        actions: { changes: { priority: "urgent" } },
      })
    ).body.id as string;
  const ran = async (id: string) => {
    await react();
    const { results } = (await world.admin.get(`/automations/${id}/runs/`)).body;
    await world.admin.remove(`/automations/${id}/`);
    return results.map((run: { ticket: string }) => run.ticket);
  };

  test("runs once the reply is sent, for the macros that it names", async () => {
    const [wanted, other] = [await macro(), await macro()];
    for (const [names, applied, isRun] of [
      [undefined, [other.id], true],
      [[wanted.id], [other.id, wanted.id], true],
      [[wanted.id], [other.id], false],
      [undefined, [], false],
    ] as const) {
      const id = await rule(names && [...names]);
      await send({ macros: applied, is_internal: true });
      expect(await ran(id)).toEqual(isRun ? [ticket] : []);
    }
  });

  test("runs for each ticket of a filter", async () => {
    const { id } = await macro();
    const added = await rule([id]);
    const { body } = await world.tom.post("/bulk-changes/", { ids: [ticket], macro: id });
    await sql("update bulk_changes set starts_at = now() where id = $1", [body.id]);
    await resumeBulk(world.app.docket);
    expect(await ran(added)).toEqual([ticket]);
  });

  test("still runs if the reply was undone and sent again", async () => {
    const { id } = await macro();
    const path = `/tickets/${ticket}`;
    await world.tom.put(`${path}/draft/`, { text: "Here.", macros: [id] });
    const waiting = (await world.tom.post(`${path}/replies/`, { text: "Here.", macros: [id], seen: 1, force: true }))
      .body;
    const draft = (await world.tom.remove(`${path}/replies/${waiting.id}/`)).body;
    expect(draft.macros).toEqual([id]);
    const added = await rule();
    await send({ macros: draft.macros });
    expect(await ran(added)).toEqual([ticket]);
  });

  test.each([
    [{ macros: ["hello"] }, "macros: “hello” is not a valid UUID."],
    [{ macros: [] }, "macros: Choose at least one macro, or leave it out."],
    [{ macros: [crypto.randomUUID()] }, "does not exist, or is private."],
    [{ hours: 2 }, "hours: It cannot be used with “macro_applied”."],
  ])("is refused with %j", async (more, text) => {
    const trigger = { on: "macro_applied", ...more };
    const { status, body } = await world.admin.post("/automations/", { name: "x", trigger, actions: { note: "x" } });
    expect([status, body.trigger]).toEqual([400, [expect.stringContaining(text)]]);
  });
});
