import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeTicket, openWorld, type World } from "../../test/world.ts";

const NO_ID = "11111111-1111-4111-8111-111111111111";
let world: World;
let harbour: string;
let anchor: string;
beforeAll(async () => {
  world = await openWorld();
  const company = async (name: string) => (await world.admin.post("/companies/", { name })).body.id;
  [harbour, anchor] = [await company("Harbour Hotel"), await company("Anchor Bar")];
  for (const values of [
    { company: harbour, name: "Lobby", status: "online" },
    { company: harbour, name: "Bar", platform: "beatbreeze", status: "no_device" },
    { company: anchor, name: "Terrace" },
  ])
    await world.admin.post("/zones/", values);
});
afterAll(() => world.close());

const names = async (query: string) =>
  (await world.tom.get(`/zones/?${query}`)).body.results.map((each: { name: string }) => each.name);

describe("zones", () => {
  test("can be created, read, changed, replaced and deleted by any user", async () => {
    const created = await world.tom.post("/zones/", {
      company: harbour,
      name: "Pool",
      device_name: "Box 7",
      status: "online",
    });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({
      company: harbour,
      company_name: "Harbour Hotel",
      name: "Pool",
      platform: "soundtrack",
      status: "online",
      status_display: "Online",
      is_online: true,
      device: null,
      device_display_name: "Box 7",
      current_contract: null,
      contract_count: 0,
      is_orphaned: false,
      orphaned_at: null,
      last_api_sync: null,
      soundtrack_account_id: "",
    });
    const at = `/zones/${created.body.id}/`;
    expect((await world.fay.get(at)).body).toEqual(created.body);
    for (const [status, status_display] of [
      ["pending", "Pending Activation"],
      ["expired", "Subscription Expired"],
      ["no_device", "No Device Paired"],
    ])
      expect((await world.fay.patch(at, { status })).body).toMatchObject({ status, status_display, is_online: false });
    expect((await world.fay.patch(at, { status: "offline" })).body).toMatchObject({ is_online: false, name: "Pool" });
    const written = await world.fay.ask(at, { method: "PUT", body: { company: anchor, name: "Pool 2" } });
    expect(written.body).toMatchObject({ company_name: "Anchor Bar", name: "Pool 2", status: "offline" });
    expect((await world.tom.remove(at)).status).toBe(204);
    for (const again of [await world.tom.get(at), await world.tom.remove(at), await world.tom.patch(at, {})])
      expect([again.status, again.body]).toEqual([404, { detail: "No Zone matches the given query." }]);
  });

  test.each([
    [{}, { company: ["This field is required."], name: ["This field is required."] }],
    [
      { company: NO_ID, name: "x", platform: "radio", status: "", device: "abc" },
      {
        company: [`Invalid pk "${NO_ID}" - object does not exist.`],
        platform: ['"radio" is not a valid choice.'],
        status: ['"" is not a valid choice.'],
        device: ["“abc” is not a valid UUID."],
      },
    ],
  ])("refuse %j", async (input, expected) => {
    const { status, body } = await world.tom.post("/zones/", input);
    expect([status, body]).toEqual([400, expected]);
  });

  test.each([
    ["", ["Terrace", "Bar", "Lobby"]],
    ["ordering=name", ["Bar", "Lobby", "Terrace"]],
    ["ordering=-platform,name", ["Lobby", "Terrace", "Bar"]],
    ["platform=beatbreeze", ["Bar"]],
    ["status=online", ["Lobby"]],
    ["search=bar", ["Terrace", "Bar"]],
    ["search=anchor+terr", ["Terrace"]],
    ["page_size=2&page=2", ["Lobby"]],
    ["page_size=200", ["Terrace", "Bar", "Lobby"]],
  ])("?%s lists %j, by company and name", async (query, expected) => {
    expect(await names(query)).toEqual(expected);
  });

  test("are paged by cursor across companies", async () => {
    const ids: string[] = [];
    for (let next = `${world.base}/api/v1/zones/?cursor=&page_size=1`; next; ) {
      const { body } = await world.tom.get(next);
      ids.push(...body.results.map((each: { name: string }) => each.name));
      next = body.next;
    }
    expect(ids).toEqual(["Terrace", "Bar", "Lobby"]);
  });

  test("report all invalid filters at once", async () => {
    expect(await names(`company=${harbour}`)).toEqual(["Bar", "Lobby"]);
    const { status, body } = await world.tom.get("/zones/?company=abc&platform=radio");
    expect([status, body]).toEqual([
      400,
      {
        platform: ["Select a valid choice. radio is not one of the available choices."],
        company: ["“abc” is not a valid UUID."],
      },
    ]);
    expect((await world.tom.get(`/zones/?company=${NO_ID}`)).body).toEqual({
      company: ["Select a valid choice. That choice is not one of the available choices."],
    });
  });
});

test("a deleted zone becomes null in its tickets, whose status stays", async () => {
  const zone = (await world.tom.post("/zones/", { company: harbour, name: "Closing" })).body.id;
  const { id } = await makeTicket(world.tom, harbour, { zone, status: "in_progress" });
  expect((await world.tom.get(`/tickets/${id}/`)).body.zone_name).toBe("Closing");
  await world.tom.remove(`/zones/${zone}/`);
  expect((await world.tom.get(`/tickets/${id}/`)).body).toMatchObject({
    zone: null,
    zone_name: null,
    zone_platform: null,
    status: "in_progress",
  });
});
