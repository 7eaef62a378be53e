import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openWorld, type World } from "../../test/world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld({ CORS_ORIGINS: "https://app.example.com", ADMIN_PASSWORD: "only the operator knows" });
});
afterAll(() => world.close());

const PATH = "/users/me/preferences/";
const FALLBACKS = {
  theme: "auto",
  density: "comfortable",
  start_view: "",
  signature: "",
  date_format: "system",
  time_zone: "",
  language: "",
  list_width: null,
  inbox_layout: "list",
  inbox_columns: [],
  dashboard_reports: [],
  auto_advance: false,
  assign_on_reply: true,
  shortcuts: true,
};

describe("preferences", () => {
  test("have defaults", async () => {
    expect((await world.fay.get(PATH)).body).toEqual(FALLBACKS);
  });

  test("leave out one that an earlier version has stored", async () => {
    const values = { theme: "dark", desktop_notifications: true };
    const insert = "insert into user_preferences (user_id, chosen) values ($1, $2::jsonb)";
    await world.database.pool.query(insert, [world.admin.id, JSON.stringify(values)]);
    expect((await world.admin.get(PATH)).body).toEqual({ ...FALLBACKS, theme: "dark" });
  });

  test("are saved one by one, for the user only", async () => {
    const first = await world.tom.patch(PATH, { theme: "dark", time_zone: "Asia/Bangkok", signature: "<p>Tom</p>" });
    expect(first.body).toEqual({
      ...FALLBACKS,
      theme: "dark",
      time_zone: "Asia/Bangkok",
      signature: "<p>Tom</p>",
    });
    const second = await world.tom.patch(PATH, { theme: "light", list_width: 320, time_zone: "", language: "pt-BR" });
    expect(second.body).toEqual({ ...first.body, theme: "light", list_width: 320, time_zone: "", language: "pt-BR" });
    expect((await world.tom.get(PATH)).body).toEqual(second.body);
    expect((await world.tom.patch(PATH, { list_width: null })).body.list_width).toBeNull();
    expect((await world.fay.get(PATH)).body).toEqual(FALLBACKS);
    expect((await world.stranger.get(PATH)).status).toBe(401);
  });

  test.each([
    [{ theme: "pink" }, { theme: ['"pink" is not a valid choice.'] }],
    [{ date_format: null }, { date_format: ["This field may not be null."] }],
    [{ inbox_layout: "cards" }, { inbox_layout: ['"cards" is not a valid choice.'] }],
    [{ inbox_columns: ["<b>"] }, { inbox_columns: ["“<b>” is not a column."] }],
    [{ time_zone: "Mars/Olympus" }, { time_zone: ["Not a known time zone."] }],
    [{ time_zone: "+07:00" }, { time_zone: ["Not a known time zone."] }],
    [{ language: "klingon?" }, { language: ["Not a language tag."] }],
    [{ signature: "x".repeat(10_001) }, { signature: ["Ensure this field has no more than 10000 characters."] }],
    [{ list_width: 3 }, { list_width: ["Ensure this value is greater than or equal to 100."] }],
    [{ shortcuts: "maybe" }, { shortcuts: ["Must be a valid boolean."] }],
    [{ start_view: "\0" }, { start_view: ["Null characters are not allowed."] }],
  ])("%j is refused", async (values, errors) => {
    const answer = await world.fay.patch(PATH, { auto_advance: true, ...values });
    expect([answer.status, answer.body]).toEqual([400, errors]);
    expect((await world.fay.get(PATH)).body).toEqual(FALLBACKS);
  });
});

test("an Admin sees all server settings, and of secrets only whether they are set", async () => {
  const { body } = await world.admin.get("/server-settings/");
  const settings = Object.fromEntries(body.results.map((each: { name: string }) => [each.name, each]));
  expect(settings.CORS_ORIGINS).toMatchObject({ value: "https://app.example.com", is_set: true, is_secret: false });
  expect(settings.MAX_UPLOAD_MB).toMatchObject({ value: "25", is_set: false, is_secret: false });
  expect(settings.PUBLIC_URL).toMatchObject({ value: null, is_set: false });
  expect(settings.ADMIN_PASSWORD).toMatchObject({ value: null, is_set: true, is_secret: true });
  expect(settings.S3_SECRET_ACCESS_KEY).toMatchObject({ value: null, is_set: false, is_secret: true });
  for (const name of ["DATABASE_URL", "SECRET_KEY", "S3_ACCESS_KEY_ID"]) expect(settings[name].is_secret).toBe(true);
  expect(JSON.stringify(body)).not.toContain("only the operator knows");
  expect((await world.tom.get("/server-settings/")).status).toBe(403);
});
