import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Caller, makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";

let world: World;
let harbour: Awaited<ReturnType<typeof makeCompany>>;

beforeAll(async () => {
  world = await openWorld();
  harbour = await makeCompany(world.admin, "Harbour Hotel");
});
afterAll(() => world.close());

const rowsOf = async (query: string, by: Caller = world.tom) => {
  const { status, body } = await by.get(`/inbox/?${query}`);
  expect(body.detail ?? status).toBe(200);
  return body.results;
};

describe("a row", () => {
  test("tells what a list shows of a ticket, and nothing of its length", async () => {
    const made = await makeTicket(world.fay, harbour.company.id, {
      subject: "Lobby is silent",
      priority: "urgent",
      contact: harbour.contact.id,
      zone: harbour.zone.id,
      assigned_to: world.tom.id,
      due_date: "2026-01-01T00:00:00Z",
      tags: "vip, hotel",
    });
    await world.tom.post(`/tickets/${made.id}/add_comment/`, { text: "Restarted." });
    const note = `<style>p{color:red}</style><p>Player  <b>offline</b> since 06:12 &amp; 1 < 2&nbsp;</p>${"x".repeat(300)}`;
    await world.tom.post(`/tickets/${made.id}/add_comment/`, { text: note, is_internal: true });
    const [row] = await rowsOf(`company=${harbour.company.id}`);
    const ticket = (await world.tom.get(`/tickets/${made.id}/`)).body;
    const { is_unread, version, attachments_count, last_comment, ...same } = row;
    expect(ticket).toMatchObject(same);
    expect(Object.keys(row)).toEqual(Object.keys(row));
    expect([is_unread, version, attachments_count]).toEqual([true, 3, 0]);
    expect(row.is_overdue).toBe(true);
    expect([row.comments_count, row.internal_notes_count]).toEqual([1, 1]);
    expect(last_comment).toMatchObject({ author_name: "Tom Tech", is_internal: true });
    expect(last_comment.excerpt).toMatch(/^Player offline since 06:12 & 1 < 2 x+$/);
    expect(last_comment.excerpt).toHaveLength(140);
  });
});
