import { describe, expect, test } from "vitest";
import { openLinks } from "../platform/signed-links.ts";
import { composedText, entryOf, renderTicket, roomOf } from "./cached-ticket.ts";
import type { BuiltTicket } from "./ticket-json.ts";

const NOW = Date.parse("2026-11-27T12:00:00Z");
const links = openLinks("a secret of the desk");

function build(attachments: object[], more: Partial<BuiltTicket> = {}): BuiltTicket {
  const ticket = {
    id: "1",
    subject: ',"file":"no",',
    description: "ร้าน 🎵 ".repeat(300),
    is_overdue: false,
    comments: [{ text: 'a "quoted" \\ path' }],
    attachments,
  };
  const common = { id: "1", version: 1, namesVersion: 1, open: true, due: null, size: 0 };
  return { ...common, json: JSON.stringify(ticket), ...more };
}
const file = (path: string) => ({ id: "2", file: path, name: path });
const FILES = [file("tickets/plan.png"), file('tickets/a "b" \\ c.txt'), file("tickets/ลำโพง.jpg")];

describe("a cached ticket", () => {
  test.each([
    ["without files", []],
    ["with files", FILES],
  ])("%s is answered as one that is not cached, in each hour and for each address", (_, files) => {
    const ticket = build(files, { due: NOW + 1 });
    const entry = entryOf(ticket);
    for (const now of [NOW, NOW + 2, NOW + 3_600_000])
      for (const media of ["http://one.test", "http://other.test", "http://one.test"])
        expect(renderTicket(entry, { media, now }, links).toString(), `${media} ${now}`).toBe(
          composedText(ticket, { media, now }, links),
        );
  });

  test("with files takes the room of its text once", () => {
    const ticket = build(FILES.slice(0, 1));
    const entry = entryOf(ticket);
    renderTicket(entry, { media: "http://one.test", now: NOW }, links);
    expect(roomOf(entry)).toBeLessThan(1.2 * Buffer.byteLength(ticket.json));
  });
});
