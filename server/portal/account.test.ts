import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { portalBrowser, portalLink, signInToPortal } from "../../test/portal.ts";
import { makeCompany, openWorld, type World } from "../../test/world.ts";
import { openToContacts } from "../access/public-ticket.ts";

const PASSWORD = "a stone in the harbour";
let world: World;
let ann: string;
beforeAll(async () => {
  world = await openWorld({ RATE_LIMIT: "on" });
  await openToContacts(world.database.db);
  ann = (await makeCompany(world.admin, "Harbour Hotel")).contact.id;
  await world.admin.patch(`/contacts/${ann}/`, { name: "Ann Able", email: "ann@harbour.test" });
});
afterAll(() => world.close());

const sql = (text: string, values: unknown[] = []) => world.database.pool.query(text, values).then(({ rows }) => rows);
const forget = () => sql("delete from sign_in_attempts");
const enter = (address: string, password: string) =>
  portalBrowser(world).post("en/sign-in/password/", { address, password });
const cookieOf = (headers: Headers) => headers.getSetCookie()[0]!.split(";")[0]!;

describe("a customer's password", () => {
  test("can be set after signing in by link, and ends other sessions", async () => {
    const [first, second] = [
      await signInToPortal(world, "ann@harbour.test"),
      await signInToPortal(world, "ann@harbour.test"),
    ];
    expect((await first.get("en/account/")).html).not.toContain('name="current"');
    for (const [password, fault] of [
      ["short", "weak"],
      ["password123", "weak"],
      ["x".repeat(201), "long"],
    ] as const)
      expect((await first.post("en/account/password/", { password })).to).toBe(`/portal/en/account/?fault=${fault}`);
    expect((await first.get("en/account/?fault=weak")).html).toContain('role="alert"');
    expect((await first.post("en/account/password/", { password: PASSWORD })).to).toBe(
      "/portal/en/account/?note=password",
    );
    expect((await first.get("en/requests/")).status).toBe(200);
    expect((await second.get("en/requests/")).status).toBe(303);
    const [row] = await sql("select hash from portal_passwords where contact = $1", [ann]);
    expect(row.hash).toMatch(/^\$argon2id\$/);
    expect((await world.tom.get(`/contacts/${ann}/portal/`)).body).toMatchObject({ has_password: true, sessions: 1 });
    await forget();
  });

  test("signs in; every other attempt gets the same response", async () => {
    const right = await enter("Ann@Harbour.test", PASSWORD);
    expect([right.status, right.to]).toEqual([303, "/portal/en/requests/"]);
    expect((await portalBrowser(world, cookieOf(right.headers)).get("en/requests/")).status).toBe(200);
    const page = async (address: string, password: string) => {
      const { status, html, headers } = await enter(address, password);
      return [status, html.replaceAll(address, "ADDRESS"), headers.getSetCookie()];
    };
    const wrong = await page("ann@harbour.test", "another stone in it");
    for (const address of ["nobody@harbour.test", "tom@docket.test", "nonsense"])
      expect(await page(address, PASSWORD)).toEqual(wrong);
    // an address that an agent typed proves nothing
    await sql("update contact_addresses set verified_at = null where contact = $1", [ann]);
    expect(await page("ann@harbour.test", PASSWORD)).toEqual(wrong);
    await sql("update contact_addresses set verified_at = now() where contact = $1", [ann]);
    await world.admin.patch(`/contacts/${ann}/`, { is_active: false });
    expect(await page("ann@harbour.test", PASSWORD)).toEqual(wrong);
    await world.admin.patch(`/contacts/${ann}/`, { is_active: true });
    await forget();
  });

  test("can be changed with the current one, or after signing in by link", async () => {
    const visitor = portalBrowser(world, cookieOf((await enter("ann@harbour.test", PASSWORD)).headers));
    expect((await visitor.get("en/account/")).html).toContain('name="current"');
    for (const current of ["", "wrong one"])
      expect((await visitor.post("en/account/password/", { current, password: "a new stone in it" })).to).toContain(
        "fault=wrong",
      );
    expect(
      (await visitor.post("en/account/password/", { current: PASSWORD, password: "a new stone in it" })).to,
    ).toContain("note=password");
    expect((await enter("ann@harbour.test", PASSWORD)).status).toBe(400);
    const byLink = await signInToPortal(world, "ann@harbour.test");
    expect((await byLink.post("en/account/password/", { password: PASSWORD })).to).toContain("note=password");
    expect((await enter("ann@harbour.test", PASSWORD)).status).toBe(303);
    await forget();
  });

  test("can be guessed ten times in fifteen minutes, whether or not the address exists", async () => {
    for (const address of ["ann@harbour.test", "nobody@harbour.test"]) {
      const statuses = [];
      for (let n = 0; n < 11; n += 1) statuses.push((await enter(address, `guess number ${n}`)).status);
      expect([address, statuses]).toEqual([address, [...Array(10).fill(400), 429]]);
    }
    // a right one neither
    expect((await enter("ann@harbour.test", PASSWORD)).status).toBe(429);
    // the link still works
    await sql("delete from portal_links");
    await signInToPortal(world, "ann@harbour.test");
    await forget();
  });
});

test("an agent signs a customer out everywhere and ends sign-in links", async () => {
  await sql("delete from portal_links");
  const visitor = await signInToPortal(world, "ann@harbour.test");
  const link = await portalLink(world, "ann@harbour.test");
  expect((await world.tom.get(`/contacts/${ann}/portal/`)).body.last_sign_in_at).toBeTruthy();
  expect((await world.tom.post(`/contacts/${ann}/portal/sign_out/`)).body.sessions).toBe(0);
  expect((await visitor.get("en/requests/")).status).toBe(303);
  expect((await portalBrowser(world).post(link)).status).toBe(400);
  await forget();
});

test("a customer signs out everywhere, and turns surveys off and on", async () => {
  await sql("delete from portal_links");
  const [first, second] = [
    await signInToPortal(world, "ann@harbour.test"),
    await signInToPortal(world, "ann@harbour.test"),
  ];
  const receives = async () => (await world.tom.get(`/contacts/${ann}/portal/`)).body.receives_surveys;
  await first.post("en/account/surveys/", { receives: "no" });
  expect(await receives()).toBe(false);
  await first.post("en/account/surveys/", { receives: "yes" });
  expect(await receives()).toBe(true);
  await first.post("en/account/sign-out/");
  for (const each of [first, second])
    expect((await each.get("en/account/")).to).toBe("/portal/en/sign-in/?next=account/");
});

test("the desk's logo is a picture by its content, which help center, emails and everyone see", async () => {
  const png = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
  );
  const put = (bytes: Buffer) => world.admin.put("/desk-logo/", { image: bytes.toString("base64") });
  for (const bytes of [
    Buffer.from("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    Buffer.from("GIF89a"),
    Buffer.alloc(0),
    Buffer.concat([png, Buffer.alloc(200 * 1024)]),
  ])
    expect((await put(bytes)).status).toBe(400);
  expect((await world.tom.put("/desk-logo/", { image: png.toString("base64") })).status).toBe(403);
  expect((await fetch(`${world.base}/portal/logo/`)).status).toBe(404);
  const { body } = await world.admin.put("/desk-logo/", { image: `data:text/html;base64,${png.toString("base64")}` });
  expect(body).toMatchObject({ type: "image/png", size: png.length });
  const page = await fetch(world.base + body.url);
  expect(Buffer.from(await page.arrayBuffer())).toEqual(png);
  expect(Object.fromEntries(page.headers)).toMatchObject({
    "content-type": "image/png",
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; sandbox",
    "cache-control": "public, max-age=31536000, immutable",
  });
  for (const path of ["en/", "th/sign-in/", `en/survey/${"x".repeat(22)}/`])
    expect((await portalBrowser(world).get(path)).html).toContain(`<img class="logo" src="${body.url}" alt="">`);
  expect((await world.admin.remove("/desk-logo/")).status).toBe(204);
  expect((await portalBrowser(world).get("en/")).html).not.toContain('class="logo"');
});
