import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";
import { query } from "../platform/database.ts";
import { importDump } from "./import.ts";

let world: World;
let company: string;
beforeAll(async () => {
  world = await openWorld();
  company = (await makeCompany(world.admin)).company.id;
});
afterAll(() => world.close());

const ticket = (n: number) => ({
  model: "desk.ticket",
  pk: `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`,
  fields: {
    ...{ ticket_number: `T-20251117-${n}`, subject: "No sound", description: "Since noon.", company },
    ...{ created_at: "2025-11-17T09:00:00Z", updated_at: "2025-11-17T09:00:00Z" },
  },
});

async function take(numbers: number[]): Promise<void> {
  const path = join(world.folder, "dump.json");
  writeFileSync(path, JSON.stringify(numbers.map(ticket)));
  await importDump({
    db: world.database.db,
    storage: world.app.docket.storage,
    source: { path, media: null, zone: "UTC", isZoneSet: true },
    progress: { read: () => {}, write: () => {} },
    onRemark: () => {},
  });
}

/** The names of the events received, up to one of this name. */
async function followOutput(last: string, lastId?: number): Promise<string[]> {
  const stop = new AbortController();
  const headers = { authorization: `Bearer ${world.tom.token}`, ...(lastId && { "last-event-id": String(lastId) }) };
  const { body } = await fetch(`${world.base}/api/v1/events/`, { headers, signal: stop.signal });
  let text = "";
  for await (const chunk of body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    if (text.includes(`event: ${last}\n`)) break;
  }
  stop.abort();
  return [...text.matchAll(/^event: (.+)$/gm)].map(([, name]) => name!);
}

test("a follower is told of an import once, at its end, and of every later change", async () => {
  const [before] = await query<{ id: number }>(world.database.db, "select max(id) as id from events");
  const following = followOutput("comment.added", before!.id);
  await take(Array.from({ length: 1200 }, (_, n) => n + 1));
  const { id } = await makeTicket(world.tom, company);
  await world.tom.post(`/tickets/${id}/add_comment/`, { text: "Hello" });
  expect(await following).toEqual(["reset", "ticket.created", "comment.added"]);
  // a client that reconnects later receives no more than that
  expect(await followOutput("comment.added", before!.id)).toEqual(["reset", "ticket.created", "comment.added"]);
  expect((await world.tom.get("/tickets/?search=sound")).body.count).toBe(1200);
  const timeline = (await world.tom.get(`/tickets/${ticket(7).pk}/timeline/`)).body;
  expect(JSON.stringify(timeline)).toContain("ticket.created");
});
