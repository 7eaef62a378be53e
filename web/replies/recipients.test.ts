import { describe, expect, test } from "vitest";
import { defaultRecipients, type People, readersOf, recipientsToSend, withRole } from "./recipients.ts";

const conversation = (requester: string | null, participants: Record<string, string>) =>
  ({
    requester: requester && { address: requester },
    participants: Object.entries(participants).map(([address, state]) => ({ address, state })),
  }) as unknown as People;

test.each([
  ["ann@cafe.test", { "bob@cafe.test": "accepted" }, { to: ["ann@cafe.test"], cc: ["bob@cafe.test"], bcc: [] }],
  ["ann@cafe.test", { "bob@cafe.test": "proposed" }, { to: ["ann@cafe.test"], cc: [], bcc: [] }],
  ["ann@cafe.test", { "Ann@Cafe.test": "accepted" }, { to: ["ann@cafe.test"], cc: [], bcc: [] }],
  [null, { "bob@cafe.test": "accepted" }, { to: [], cc: ["bob@cafe.test"], bcc: [] }],
])("a reply to %s and the participants %j goes to %j", (requester, participants, recipients) => {
  expect(defaultRecipients(conversation(requester, participants))).toEqual(recipients);
});

test("an address that moves to another list leaves its own", () => {
  const now = { to: ["ann@cafe.test"], cc: ["bob@cafe.test"], bcc: [] };
  expect(withRole(now, "bcc", ["BOB@cafe.test"])).toEqual({ to: ["ann@cafe.test"], cc: [], bcc: ["BOB@cafe.test"] });
});

describe("a reply is sent to", () => {
  const people = conversation("ann@cafe.test", {});

  test("the recipients that its author chose", () => {
    const chosen = { to: ["bob@cafe.test"], cc: [], bcc: [] };
    expect(recipientsToSend(chosen, people)).toEqual(chosen);
  });

  test("those that its author has seen, if nobody was chosen", () => {
    expect(recipientsToSend(null, people)).toEqual({ to: ["ann@cafe.test"], cc: [], bcc: [] });
  });

  test("those of the server, if none were shown", () => {
    expect(recipientsToSend(null, undefined)).toEqual({});
  });
});

test.each([
  [{ to: ["ann@cafe.test"], cc: ["bob@cafe.test"], bcc: ["eve@cafe.test"] }, "Ann", ["Ann", "Bob", "eve@cafe.test"]],
  [{ to: ["ANN@cafe.test"], cc: [], bcc: [] }, "Ann", ["Ann"]],
  [{ to: ["bob@cafe.test"], cc: [], bcc: [] }, "Ann", ["Ann", "Bob"]],
  [{ to: [], cc: [], bcc: [] }, "Ann", ["Ann"]],
  [{ to: [], cc: ["bob@cafe.test"], bcc: [] }, null, ["Bob"]],
])("a reply to %j of the contact %s is read by %j", (recipients, contact, readers) => {
  const people = {
    requester: { address: "ann@cafe.test", name: "Ann" },
    participants: [{ address: "bob@cafe.test", name: "Bob" }],
  } as unknown as People;
  expect(readersOf(recipients, people, contact)).toEqual(readers);
});

test("nobody reads a reply to a contact without an email address", () => {
  expect(readersOf({ to: [], cc: [], bcc: [] }, conversation(null, {}), "Ann")).toEqual([]);
});
