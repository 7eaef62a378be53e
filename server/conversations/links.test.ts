import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeTicket, openWorld, type World } from "../../test/world.ts";

let world: World;
let company: string;
let n = 0;
beforeAll(async () => {
  world = await openWorld();
  company = (await world.admin.post("/companies/", { name: "Harbour Hotel" })).body.id;
});
afterAll(() => world.close());

const newTicket = async (): Promise<{ id: string; ticket_number: string }> => {
  n += 1;
  return makeTicket(world.tom, company, { subject: `Ticket ${n}` });
};
const tickets = (count: number) => Promise.all(Array.from({ length: count }, newTicket));
const link = (from: string, relation: string, ticket: string) =>
  world.tom.post(`/tickets/${from}/links/`, { ticket, relation });
const linksOf = async (ticket: string): Promise<string[][]> =>
  (await world.tom.get(`/tickets/${ticket}/links/`)).body.results.map(
    ({ relation, ticket_number }: { relation: string; ticket_number: string }) => [relation, ticket_number],
  );
const eventsOf = async (ticket: string) =>
  (await world.tom.get(`/tickets/${ticket}/timeline/`)).body.results.flatMap(
    ({ kind, changes }: { kind: string; changes: object }) => (/linked$/.test(kind) ? [[kind, changes]] : []),
  );

describe("a link", () => {
  test.each([
    ["related", "related"],
    ["blocks", "blocked_by"],
    ["blocked_by", "blocks"],
    ["parent", "child"],
    ["child", "parent"],
  ])("%s appears as %s on the other ticket, and both timelines show it", async (relation, reverse) => {
    const [one, two] = await tickets(2);
    const added = await link(one!.id, relation, two!.id);
    expect([added.status, added.body]).toEqual([
      201,
      expect.objectContaining({ relation, ticket: two!.id, ticket_number: two!.ticket_number, status: "new" }),
    ]);
    expect(await linksOf(one!.id)).toEqual([[relation, two!.ticket_number]]);
    expect(await linksOf(two!.id)).toEqual([[reverse, one!.ticket_number]]);
    expect((await world.tom.remove(`/tickets/${two!.id}/links/${added.body.id}/`)).status).toBe(204);
    expect(await linksOf(one!.id)).toEqual([]);
    expect(await eventsOf(one!.id)).toEqual([
      ["ticket.linked", { [`link_${relation}`]: [null, two!.ticket_number] }],
      ["ticket.unlinked", { [`link_${relation}`]: [two!.ticket_number, null] }],
    ]);
    expect(await eventsOf(two!.id)).toEqual([
      ["ticket.linked", { [`link_${reverse}`]: [null, one!.ticket_number] }],
      ["ticket.unlinked", { [`link_${reverse}`]: [one!.ticket_number, null] }],
    ]);
    expect((await world.tom.remove(`/tickets/${one!.id}/links/${added.body.id}/`)).status).toBe(404);
  });

  test("is refused with a reason if the tickets cannot have it", async () => {
    const [one, two, three] = await tickets(3);
    expect((await link(one!.id, "related", one!.id)).body).toEqual({
      ticket: ["A ticket cannot be linked to itself."],
    });
    await link(one!.id, "related", two!.id);
    expect((await link(two!.id, "blocks", one!.id)).body).toEqual({
      ticket: ["These tickets are already linked. Remove that link first."],
    });
    expect((await link(one!.id, "twin", three!.id)).body).toEqual({ relation: ['"twin" is not a valid choice.'] });
    expect((await link(one!.id, "related", company)).body).toEqual({
      ticket: [`Invalid pk "${company}" - object does not exist.`],
    });
  });

  test("gives a ticket at most one parent, which is never the ticket itself or a descendant", async () => {
    const [top, middle, bottom, other] = await tickets(4);
    await link(top!.id, "child", middle!.id);
    await link(middle!.id, "child", bottom!.id);
    expect((await link(bottom!.id, "child", top!.id)).body).toEqual({
      relation: ["A ticket cannot be above its own parent."],
    });
    expect((await link(bottom!.id, "parent", other!.id)).body).toEqual({
      relation: ["A ticket can have only one parent. Remove the link to the other one first."],
    });
  });

  test("does not show a ticket in the trash", async () => {
    const [one, two] = await tickets(2);
    await link(one!.id, "blocks", two!.id);
    await world.admin.remove(`/tickets/${two!.id}/`);
    expect(await linksOf(one!.id)).toEqual([]);
    await world.admin.post(`/tickets/${two!.id}/restore/`);
    expect(await linksOf(one!.id)).toEqual([["blocks", two!.ticket_number]]);
  });

  test("moves with a merge and returns when the merge is undone", async () => {
    const [old, target, both, own] = await tickets(4);
    await link(old!.id, "blocks", own!.id);
    await link(old!.id, "related", both!.id);
    await link(target!.id, "parent", both!.id);
    await link(old!.id, "related", target!.id);
    await world.tom.post(`/tickets/${old!.id}/merge/`, { into: target!.id });
    expect(await linksOf(target!.id)).toEqual([
      ["parent", both!.ticket_number],
      ["blocks", own!.ticket_number],
    ]);
    expect(await linksOf(own!.id)).toEqual([["blocked_by", target!.ticket_number]]);
    const [late] = await tickets(1);
    expect((await link(late!.id, "related", old!.id)).body.ticket).toBe(target!.id);
    await world.tom.post(`/tickets/${old!.id}/unmerge/`);
    expect((await linksOf(old!.id)).sort()).toEqual(
      [
        ["blocks", own!.ticket_number],
        ["related", both!.ticket_number],
        ["related", target!.ticket_number],
      ].sort(),
    );
  });
});
