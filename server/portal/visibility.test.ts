import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openPortalTicket, type PortalBrowser, portalBrowser, signInToPortal } from "../../test/portal.ts";
import { makeCompany, openWorld, type World } from "../../test/world.ts";
import { openToContacts } from "../access/public-ticket.ts";

const CANARY = "canary-11";
const NO_ID = "11111111-1111-4111-8111-111111111111";
let world: World;
let company: string;
let bobsId: string;
let ann: PortalBrowser;
let bob: PortalBrowser;
let nobody: PortalBrowser;
/** Ann's ticket, with a file and everything that is internal. */
let ticket: string;
let file: string;
beforeAll(async () => {
  world = await openWorld();
  await openToContacts(world.database.db);
  const customer = await makeCompany(world.admin, "Harbour Hotel");
  company = customer.company.id;
  await world.admin.patch(`/contacts/${customer.contact.id}/`, { name: "Ann Able", email: "ann@harbour.test" });
  bobsId = (await world.admin.post("/contacts/", { company, name: "Bob Baker", email: "bob@harbour.test" })).body.id;
  nobody = portalBrowser(world);
  ann = await signInToPortal(world, "ann@harbour.test");
  bob = await signInToPortal(world, "bob@harbour.test");
  ticket = await openPortalTicket(ann, "Silent lobby", "Annas amplifier is dead.");
  const form = new FormData();
  form.set("text", "A picture of it.");
  form.set("file", new File(["pixels"], "amplifier.txt"));
  await ann.post(`en/requests/${ticket}/reply/`, form);
  file = /request-files\/[\da-f-]{36}\//.exec((await ann.get(`en/requests/${ticket}/`)).html)![0];
  await world.tom.post(`/tickets/${ticket}/add_comment/`, { text: `${CANARY} note`, is_internal: true });
  await world.tom.patch(`/tickets/${ticket}/`, { tags: CANARY });
  await world.tom.put(`/tickets/${ticket}/draft/`, { text: CANARY });
});
afterAll(() => world.close());

/** The parts of Ann's ticket that each way shows. Every response is searched for the canary. */
async function pagesFor(by: PortalBrowser) {
  const paths = {
    list: "en/requests/",
    search: "en/requests/?q=amplifier",
    address: `en/requests/${ticket}/`,
    file,
    articles: "en/search/?q=amplifier",
    sitemap: "sitemap.xml",
  };
  const pages: string[] = [];
  for (const [name, path] of Object.entries(paths)) {
    const { status, html, headers } = await by.get(path);
    expect(html + JSON.stringify([...headers])).not.toContain(CANARY);
    expect(html).not.toMatch(/(ann|bob)@harbour/);
    if (status === 200 && (html.includes(ticket) || html === "pixels")) pages.push(name);
  }
  // what is suggested while a ticket is written
  const { html } = await by.post("en/requests/new/", { subject: "amplifier", text: "" });
  expect(html).not.toContain(ticket);
  return pages;
}
const ALL = ["list", "search", "address", "file"];
const ways = () =>
  [
    ["nobody", nobody],
    ["an agent", portalBrowser(world, `docket_portal=${world.tom.token}`)],
    ["an Admin", portalBrowser(world, `docket_portal=${world.admin.token}`)],
  ] as const;

/** The responses for the ticket and for one that does not exist are the same, byte for byte. */
async function expectHidden(by: PortalBrowser) {
  expect(await pagesFor(by)).toEqual([]);
  for (const [of, none] of [
    [await by.get(`en/requests/${ticket}/`), await by.get(`en/requests/${NO_ID}/`)],
    [await by.get(file), await by.get(`request-files/${NO_ID}/`)],
    [await by.post(`en/requests/${ticket}/reply/`), await by.post(`en/requests/${NO_ID}/reply/`)],
  ] as const)
    expect([of.status, withoutIds(of.to ?? ""), withoutIds(of.html)]).toEqual([
      none.status,
      withoutIds(none.to ?? ""),
      withoutIds(none.html),
    ]);
}
const withoutIds = (html: string) => html.replaceAll(/[\da-f-]{36}/g, "ID").replaceAll(/"request_id":"[^"]*"/g, "");

const participants = (text: string, values: unknown[] = [ticket]) => world.database.pool.query(text, values);
const addBob = (more: string) =>
  participants(
    `insert into participants (ticket, address, name, state, origin) values ($1, 'Bob@harbour.test', '', ${more})`,
  );
const removeBob = () => participants("delete from participants where ticket = $1");

describe("a ticket in the help center", () => {
  test("is visible to its contact only, unless agents share it", async () => {
    expect(await pagesFor(ann)).toEqual(ALL);
    await expectHidden(bob);
    for (const [, by] of ways()) await expectHidden(by);
  });

  test("is also visible to accepted people in Cc with a verified address", async () => {
    await addBob("'accepted', 'mail'");
    expect(await pagesFor(bob)).toEqual(ALL);
    expect((await bob.get("en/requests/?show=participant")).html).toContain("Ann Able");
    const { html } = await bob.get(`en/requests/${ticket}/`);
    expect(html).toContain("Request from Ann Able");
    expect(html).not.toMatch(/\/(solved|reopen|rating|colleague)\//);
    for (const action of ["solved", "reopen", "rating", "colleague"])
      expect([action, (await bob.post(`en/requests/${ticket}/${action}/`)).status]).toEqual([action, 404]);
    await participants("update contact_addresses set verified_at = null where contact = $1", [bobsId]);
    await expectHidden(bob);
    await participants("update contact_addresses set verified_at = now() where contact = $1", [bobsId]);
    await removeBob();
    for (const more of ["'proposed', 'mail'", "'accepted', 'third_party'"]) {
      await addBob(more);
      await expectHidden(bob);
      await removeBob();
    }
  });

  test("is visible to the company's contacts if the company or the contact allows it", async () => {
    expect((await world.tom.patch(`/contacts/${bobsId}/portal/`, { sees_company_tickets: true })).body).toMatchObject({
      sees_company_tickets: true,
      company_shares_tickets: false,
    });
    expect(await pagesFor(bob)).toEqual(ALL);
    await world.tom.patch(`/contacts/${bobsId}/portal/`, { sees_company_tickets: false });
    await expectHidden(bob);
    expect((await world.tom.patch(`/companies/${company}/portal/`, { shares_tickets: true })).body).toEqual({
      shares_tickets: true,
    });
    expect(await pagesFor(bob)).toEqual(ALL);
    for (const [, by] of ways()) await expectHidden(by);
    const other = await makeCompany(world.admin, "Other Hotel");
    await world.admin.patch(`/contacts/${other.contact.id}/`, { email: "eve@other.test" });
    await expectHidden(await signInToPortal(world, "eve@other.test"));
  });

  test("can be answered by a colleague, who gets later replies", async () => {
    await world.tom.patch(`/tickets/${ticket}/`, { status: "resolved" });
    expect((await bob.get("en/requests/?show=company")).html).toContain(ticket);
    await bob.post(`en/requests/${ticket}/reply/`, { text: "I have seen it, too." });
    const { body } = await world.tom.get(`/tickets/${ticket}/`);
    expect([body.status, body.comments.at(-1).text]).toEqual(["new", "I have seen it, too."]);
    const { rows } = await participants("select address, state from participants where ticket = $1");
    expect(rows).toEqual([{ address: "bob@harbour.test", state: "accepted" }]);
    expect((await bob.get("en/requests/?show=participant")).html).toContain(ticket);
    await world.tom.patch(`/companies/${company}/portal/`, { shares_tickets: false });
    await removeBob();
    await expectHidden(bob);
  });

  test("is not visible to a former colleague, or in the trash", async () => {
    await world.tom.patch(`/companies/${company}/portal/`, { shares_tickets: true });
    expect(await pagesFor(bob)).toEqual(ALL);
    await world.tom.remove(`/tickets/${ticket}/`);
    await expectHidden(bob);
    await world.tom.post(`/tickets/${ticket}/restore/`);
    expect(await pagesFor(bob)).toEqual(ALL);
    const elsewhere = await makeCompany(world.admin, "Third Hotel");
    await world.tom.patch(`/contacts/${bobsId}/`, { company: elsewhere.company.id });
    await expectHidden(bob);
  });

  test("is found by its public words, not by those of notes", async () => {
    for (const [q, isFound] of [
      ["amplifier", true],
      ["silent", true],
      ["%", false],
      ["note", false],
      ["\\", false],
    ] as const)
      expect([q, (await ann.get(`en/requests/?q=${encodeURIComponent(q)}`)).html.includes(ticket)]).toEqual([
        q,
        isFound,
      ]);
  });
});
