import { describe, expect, test } from "vitest";
import { readInvitation } from "./invitation.ts";

const ics = (lines: string, method = "REQUEST") =>
  `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:${method}\r\n${lines.replaceAll("\n", "\r\n")}\r\nEND:VCALENDAR\r\n`;
const event = (lines: string) => `BEGIN:VEVENT\nUID:1@shore.test\n${lines}\nEND:VEVENT`;
const BANGKOK = `BEGIN:VTIMEZONE
TZID:SE Asia Standard Time
BEGIN:STANDARD
DTSTART:16010101T000000
TZOFFSETFROM:+0700
TZOFFSETTO:+0700
END:STANDARD
END:VTIMEZONE`;

describe("an invitation", () => {
  test("shows its title, its time in its own zone, its place and its organizer", () => {
    const lines = `SUMMARY:Check of the\\, player
DTSTART;TZID=SE Asia Standard Time:20261201T100000
DTEND;TZID=SE Asia Standard Time:20261201T113000
LOCATION:Lobby
ORGANIZER;CN=Ploy Srisai:mailto:ploy@shore.test`;
    expect(readInvitation(ics(`${BANGKOK}\n${event(lines)}`))).toEqual({
      kind: "request",
      title: "Check of the, player",
      start: new Date("2026-12-01T03:00:00Z"),
      end: new Date("2026-12-01T04:30:00Z"),
      isAllDay: false,
      repeats: false,
      place: "Lobby",
      organizer: "Ploy Srisai <ploy@shore.test>",
    });
  });

  test("for whole days ends on its last day", () => {
    const days = "DTSTART;VALUE=DATE:20261201\nDTEND;VALUE=DATE:20261203\nRRULE:FREQ=YEARLY";
    const { start, end, isAllDay, repeats } = readInvitation(ics(event(days)))!;
    expect([start?.getUTCDate(), end?.getUTCDate(), isAllDay, repeats]).toEqual([1, 2, true, true]);
  });

  test.each([
    ["CANCEL", "", "cancel"],
    ["REQUEST", "STATUS:CANCELLED", "cancel"],
    ["REPLY", "", "reply"],
    ["PUBLISH", "", "event"],
    ["ODD", "", "event"],
  ])("with the method %s and “%s” is a %s", (method, status, kind) => {
    expect(readInvitation(ics(event(`DTSTART:20261201T100000Z\n${status}`.trim()), method))).toMatchObject({ kind });
  });

  test("with markup is shown as plain text", () => {
    const { title } = readInvitation(ics(event("SUMMARY:<img src=x onerror=alert(1)>\nDTSTART:20261201T100000Z")))!;
    expect(title).toBe("<img src=x onerror=alert(1)>");
  });

  test.each(["", "no calendar", ics(""), ics("BEGIN:VEVENT"), "BEGIN:VCALENDAR\r\nEND:VEVENT"])(
    "is not read from %j",
    (text) => {
      expect(readInvitation(text)).toBeNull();
    },
  );
});
