import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";

let world: World;
let company: string;
beforeAll(async () => {
  world = await openWorld();
  company = (await makeCompany(world.admin)).company.id;
});
afterAll(() => world.close());

const make = async (steps: string[] = []) => {
  const { id } = await makeTicket(world.tom, company, { subject: "With steps" });
  const path = `/tickets/${id}/checklist/`;
  const { body } = await world.tom.post(path, { steps });
  return { id, path, steps: body.results as { id: string; text: string; version: number }[] };
};
const textsOf = async (path: string) =>
  (await world.fay.get(path)).body.results.map(({ text }: { text: string }) => text);

describe("a checklist", () => {
  test("shows who ticked off a step and when, and counts steps", async () => {
    const { path, steps } = await make(["Listen", " Restart\n it "]);
    expect(steps.map(({ text }) => text)).toEqual(["Listen", "Restart it"]);
    const done = await world.fay.patch(`${path}${steps[1]!.id}/`, { is_done: true });
    expect(done.body).toMatchObject({ is_done: true, done_by: world.fay.id, done_by_name: "Fay Finance", version: 2 });
    expect(done.headers.get("etag")).toBe('"2"');
    // a second user who ticks it off does not replace the first
    expect((await world.tom.patch(`${path}${steps[1]!.id}/`, { is_done: true })).body).toEqual(done.body);
    expect((await world.tom.get(path)).body).toMatchObject({ done: 1, total: 2 });
    const response = await world.tom.patch(`${path}${steps[1]!.id}/`, { is_done: false });
    expect(response.body).toMatchObject({ is_done: false, done_at: null, done_by: null });
  });

  test("has its steps in the order that users set", async () => {
    const { path, steps } = await make(["a", "b", "c", "d"]);
    const idOf = (text: string) => steps.find((step) => step.text === text)!.id;
    const move = (text: string, after: string | null) =>
      world.tom.patch(`${path}${idOf(text)}/`, { after: after && idOf(after) });
    await move("d", null);
    expect(await textsOf(path)).toEqual(["d", "a", "b", "c"]);
    await move("a", "c");
    expect(await textsOf(path)).toEqual(["d", "b", "c", "a"]);
    await world.fay.post(path, { steps: ["x", "y"], after: idOf("b") });
    expect(await textsOf(path)).toEqual(["d", "b", "x", "y", "c", "a"]);
    expect((await world.tom.remove(`${path}${idOf("b")}/`)).status).toBe(204);
    await world.tom.post(path, { steps: ["z"] });
    expect(await textsOf(path)).toEqual(["d", "x", "y", "c", "a", "z"]);
    expect((await move("d", null)).status).toBe(200);
    expect((await world.tom.patch(`${path}${idOf("a")}/`, { after: idOf("b") })).status).toBe(400);
  });

  test("keeps concurrent changes of different steps", async () => {
    const { path, steps } = await make(["a", "b", "c"]);
    const results = await Promise.all([
      world.tom.patch(`${path}${steps[0]!.id}/`, { is_done: true }),
      world.fay.patch(`${path}${steps[1]!.id}/`, { text: "B" }),
      world.admin.patch(`${path}${steps[2]!.id}/`, { after: null }),
      world.tom.post(path, { steps: ["d"] }),
      world.fay.post(path, { steps: ["e"] }),
    ]);
    expect(results.map(({ status }) => status)).toEqual([200, 200, 200, 201, 201]);
    const { results: after } = (await world.tom.get(path)).body;
    expect(after.map(({ text }: { text: string }) => text).slice(0, 3)).toEqual(["c", "a", "B"]);
    expect(after.map(({ text }: { text: string }) => text).toSorted()).toEqual(["B", "a", "c", "d", "e"]);
    expect(after[1]).toMatchObject({ is_done: true, done_by_name: "Tom Tech" });
  });

  test("refuses to change a step that someone has changed in the meantime", async () => {
    const { path, steps } = await make(["a"]);
    const of = `${path}${steps[0]!.id}/`;
    await world.fay.patch(of, { text: "Fay's words" });
    const late = await world.tom.patch(of, { text: "Tom's words" }, { "if-match": '"1"' });
    expect(late.status).toBe(412);
    expect(await textsOf(path)).toEqual(["Fay's words"]);
    expect((await world.tom.patch(of, { text: "Tom's words" }, { "if-match": '"2"' })).status).toBe(200);
  });

  test("shows ticked steps in the timeline but not moved ones, and does not change the ticket's version", async () => {
    const { id, path, steps } = await make(["a", "b"]);
    const { version } = (await world.tom.get(`/tickets/${id}/timeline/`)).body.results.at(-1);
    await world.tom.patch(`${path}${steps[1]!.id}/`, { is_done: true, text: "B", after: null });
    await world.tom.remove(`${path}${steps[0]!.id}/`);
    const { results } = (await world.tom.get(`/tickets/${id}/timeline/`)).body;
    const events = results.filter(({ kind }: { kind: string }) => kind.startsWith("checklist."));
    expect(events.map(({ kind, changes }: { kind: string; changes: object }) => [kind, changes])).toEqual([
      ["checklist.added", { steps: [null, ["a", "b"]] }],
      ["checklist.changed", { step: ["b", "B"] }],
      ["checklist.done", { step_done: [null, "B"] }],
      ["checklist.removed", { step: ["a", null] }],
    ]);
    expect(results.at(-1).version).toBe(version);
  });

  test("moves with a merged ticket and returns when the merge is undone", async () => {
    const [from, into] = [await make(["from"]), await make(["into"])];
    await world.tom.post(`/tickets/${from.id}/merge/`, { into: into.id });
    expect(await textsOf(into.path)).toEqual(["into", "from"]);
    expect((await world.tom.post(`/tickets/${from.id}/unmerge/`, {})).status).toBe(200);
    expect([await textsOf(into.path), await textsOf(from.path)]).toEqual([["into"], ["from"]]);
  });

  test.each<[string, object, object]>([
    ["no steps", {}, { steps: ["This field is required."] }],
    ["an empty step", { steps: [""] }, { steps: [expect.stringMatching(/1 to 500 characters/)] }],
    ["a text in place of steps", { steps: "a" }, { steps: [expect.stringMatching(/Expected a list/)] }],
    [
      "more than a ticket may have",
      { steps: Array(100).fill("x") },
      { steps: ["A ticket can have at most 100 steps."] },
    ],
    [
      "a step that is not there",
      { steps: ["x"], after: "00000000-0000-4000-8000-000000000000" },
      { after: [expect.stringMatching(/Invalid pk/)] },
    ],
  ])("with %s is refused", async (_, values, errors) => {
    const { path } = await make(["one"]);
    const { status, body } = await world.tom.post(path, values);
    expect([status, body]).toEqual([400, errors]);
  });

  test("of a ticket in the trash or of another ticket is not found", async () => {
    const [one, other] = [await make(["a"]), await make(["b"])];
    expect((await world.tom.patch(`${one.path}${other.steps[0]!.id}/`, { is_done: true })).status).toBe(404);
    await world.tom.remove(`/tickets/${one.id}/`);
    expect((await world.tom.get(one.path)).status).toBe(404);
    expect((await world.tom.post(one.path, { steps: ["c"] })).status).toBe(404);
  });
});
