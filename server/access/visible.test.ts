import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";
import { inboxFilter } from "../inbox/filter.ts";
import type { Actor } from "../platform/actor.ts";
import { query } from "../platform/database.ts";
import { parameters } from "../platform/parameters.ts";
import { findWhileTyping } from "../search/palette.ts";
import { ticketFilter } from "../tickets/filters.ts";
import { requireTicket } from "../tickets/require-ticket.ts";
import { ticketTimeline } from "../tickets/timeline.ts";

let world: World;
let own: string;
let foreign: string;
let contact: string;
beforeAll(async () => {
  world = await openWorld();
  const [mine, other] = [await makeCompany(world.admin), await makeCompany(world.admin)];
  contact = mine.contact.id;
  own = (await makeTicket(world.tom, mine.company.id, { contact, subject: "Silent lobby" })).id;
  foreign = (await makeTicket(world.tom, other.company.id, { contact: other.contact.id, subject: "Silent bar" })).id;
});
afterAll(() => world.close());

const viewer = (kind: string, id = contact) => ({ kind, id, role: "Sales", permissions: [] }) as unknown as Actor;
const idsOf = async (where: (sql: ReturnType<typeof parameters>) => string) => {
  const sql = parameters();
  const text = `select t.id from tickets t where true ${where(sql)} order by t.created_at`;
  return (await query<{ id: string }>(world.database.db, text, sql.values)).map(({ id }) => id);
};
const see = async (by: Actor) => ({
  list: await idsOf((sql) => ticketFilter({}, by).where(sql)),
  inbox: await idsOf((sql) => `and ${inboxFilter({}, by, "UTC").where(sql)}`),
  counted: await idsOf((sql) => `and ${inboxFilter({}, by, "UTC").besideSearch(sql)}`),
  search: JSON.parse(await findWhileTyping(world.database.db, by, "silent", 5)).tickets.map(
    ({ id }: { id: string }) => id,
  ),
});

describe("a viewer", () => {
  test("who is a contact sees only their own tickets in every list and count", async () => {
    const only = [own];
    expect(await see(viewer("contact"))).toEqual({ list: only, inbox: only, counted: only, search: only });
    const { db } = world.database;
    await requireTicket({ db, actor: viewer("contact") }, own)();
    await expect(requireTicket({ db, actor: viewer("contact") }, foreign)()).rejects.toMatchObject({ status: 404 });
    const timeline = (id: string) => ticketTimeline(db, viewer("contact"), id, "", (file) => file);
    expect(await timeline(own)).toContain("ticket.created");
    await expect(timeline(foreign)).rejects.toMatchObject({ status: 404 });
  });

  test("with limited access is never given counts of the tally, which includes all tickets", () => {
    expect(ticketFilter({}, viewer("contact"))).toMatchObject({ tally: null, isEmpty: false });
    expect(inboxFilter({}, viewer("contact"), "UTC").tally).toBe(null);
    expect(ticketFilter({}, viewer("user")).tally).not.toBe(null);
  });

  test("that no rule covers sees nothing", async () => {
    expect(await see(viewer("token"))).toEqual({ list: [], inbox: [], counted: [], search: [] });
  });

  test("who is an agent sees everything", async () => {
    const all = await see(viewer("user", world.tom.id));
    expect(all.list).toEqual([own, foreign]);
    expect(all.inbox).toEqual([own, foreign]);
  });
});
