// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { changePreferences, type Preferences, savedSignature } from "../lib/preferences.ts";
import { queryClient } from "../lib/query-client.ts";
import { renewAccess } from "../lib/session.ts";
import { changeTicket, FieldConflictError, type TicketChange } from "./change-ticket.ts";
import { newest, type TicketNow } from "./ticket-query.ts";

/** A new assignee also sets the status. */
const withStatus = (values: Record<string, unknown>) =>
  values.assigned_to ? { status: "assigned", ...values } : values;

// the server at the other end of the network
const ID = "8d116ece-1738-47d9-bd9c-172411e20b8f";
interface Told {
  version: number;
  actor: string;
  changes: Record<string, [unknown, unknown]>;
}
let server: {
  version: number;
  values: Record<string, unknown>;
  refusals: number;
  meanwhile?: Record<string, unknown>;
  events: Told[];
};
const ME = "0b6f7a3e-6f0c-4d2e-9a53-0f1f5a2a7a11";
const SESSION = { access: `-.${btoa(JSON.stringify({ exp: Date.now() / 1000 + 3_600 }))}.-`, user: { id: ME } };
const cached = () => queryClient.getQueryData<TicketNow>(["ticket", ID]);
const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json", ...headers } });
const changedBy = (actor: string, values: Record<string, unknown>) => {
  server.version += 1;
  const changes = Object.entries(values).map(([name, value]) => [name, [server.values[name], value]]);
  server.events.push({ version: server.version, actor, changes: Object.fromEntries(changes) });
  Object.assign(server.values, values);
};
const colleague = (values: Record<string, unknown>) => changedBy("colleague", values);
/** The user's change that the page did not make: from the list, by a reply or in another tab. */
const elsewhere = (values: Record<string, unknown>) => changedBy(ME, values);

beforeEach(async () => {
  server = { version: 1, values: { status: "new", priority: "low", category: "general" }, refusals: 0, events: [] };
  queryClient.clear();
  queryClient.setQueryData(["ticket", ID], { id: ID, version: 1, ...server.values });
  vi.stubGlobal(
    "fetch",
    async (address: string, { method, headers, body }: RequestInit & { headers: Record<string, string> }) => {
      await Promise.resolve();
      if (address.includes("/session/")) return json(200, SESSION);
      if (address.includes("/timeline/")) return json(200, { read: null, earlier: 0, results: server.events });
      if (address.includes("preferences")) return answerPreferences(JSON.parse(String(body ?? null)));
      if (method === "PATCH") {
        if (server.refusals-- > 0) return json(400, { status: ["No."] });
        if (headers["if-match"] !== `"${server.version}"`)
          return json(412, { detail: "The ticket has changed.", version: server.version });
        elsewhere(withStatus(JSON.parse(String(body))));
        if (server.meanwhile) colleague(server.meanwhile);
        delete server.meanwhile;
      }
      return json(200, { id: ID, ...server.values }, { etag: `"${server.version}"` });
    },
  );
  await renewAccess();
});
afterEach(() => vi.unstubAllGlobals());

const change = (values: TicketChange) =>
  changeTicket(ID, values).then(
    () => "saved",
    (error: unknown) => (error instanceof FieldConflictError ? "conflict" : "refused"),
  );

describe("a change of a ticket", () => {
  test("does not overwrite someone else's change since the user last saw it, even of a field behind another change", async () => {
    colleague({ status: "pending" });
    const outcomes = await Promise.all([change({ priority: "high" }), change({ status: "resolved" })]);
    expect(outcomes).toEqual(["saved", "conflict"]);
    expect(server.values).toMatchObject({ priority: "high", status: "pending" });
    expect(cached()).toMatchObject({ priority: "high", status: "pending", version: server.version });
  });
  test("does not overwrite someone else's change between the request and its response", async () => {
    server.meanwhile = { category: "billing" };
    const outcomes = await Promise.all([change({ priority: "high" }), change({ category: "account" })]);
    expect(outcomes).toEqual(["saved", "conflict"]);
    expect(cached()).toMatchObject({ priority: "high", category: "billing", version: server.version });
  });
  test("continues from the user's own changes", async () => {
    const outcomes = await Promise.all([
      change({ priority: "high" }),
      change({ priority: "urgent" }),
      change({ status: "resolved" }),
    ]);
    expect(outcomes).toEqual(["saved", "saved", "saved"]);
    expect(cached()).toMatchObject({ priority: "urgent", status: "resolved", version: 4 });
  });
  test("follows the user's own change of the same field that the page has not read yet", async () => {
    elsewhere({ assigned_to: ME, status: "assigned" });
    expect(await change({ status: "resolved" })).toBe("saved");
    expect(cached()).toMatchObject({ status: "resolved", version: 3 });
  });
  test("follows the status of the user's own assignment, even if someone else changed another field at once", async () => {
    server.meanwhile = { category: "billing" };
    const outcomes = await Promise.all([change({ assigned_to: ME }), change({ status: "resolved" })]);
    expect(outcomes).toEqual(["saved", "saved"]);
    expect(cached()).toMatchObject({ assigned_to: ME, category: "billing", status: "resolved" });
  });
  test("does not overwrite someone else's change that this user's unsaved change hides", async () => {
    // versions that no other test has used
    server.version = 50;
    queryClient.setQueryData(["ticket", ID], { id: ID, version: 50, ...server.values });
    const first = change({ status: "pending" });
    colleague({ status: "in_progress" });
    const read = { id: ID, version: 51, ...server.values } as unknown as TicketNow;
    queryClient.setQueryData(["ticket", ID], newest(ID, read));
    const second = change({ status: "resolved" });
    expect(await Promise.all([first, second])).toEqual(["conflict", "conflict"]);
    expect(server.values).toMatchObject({ status: "in_progress" });
    expect(cached()).toMatchObject({ status: "in_progress", version: 51 });
  });
  test("does not overwrite someone else's change after the user's own change of the field", async () => {
    elsewhere({ assigned_to: ME, status: "assigned" });
    colleague({ status: "pending" });
    expect(await change({ status: "resolved" })).toBe("conflict");
    expect(server.values).toMatchObject({ status: "pending" });
  });
  test("that was not sent yet follows the user's own changes since", async () => {
    elsewhere({ assigned_to: ME, status: "assigned" });
    queryClient.setQueryData(["ticket", ID], { id: ID, version: 2, ...server.values });
    const resend = (begun: Partial<TicketNow>) => changeTicket(ID, { status: "resolved" }, {}, begun);
    await expect(resend({ status: "new" })).rejects.toThrow(FieldConflictError);
    await resend({ status: "new", version: 1 });
    expect(cached()).toMatchObject({ status: "resolved", version: 3 });
  });
  test("returns to the last confirmed value if two in a row are refused", async () => {
    server.refusals = 2;
    expect(await Promise.all([change({ status: "pending" }), change({ status: "resolved" })])).toEqual([
      "refused",
      "refused",
    ]);
    expect(cached()).toMatchObject({ status: "new", version: 1 });
  });
  test("keeps the earlier one if only the later one is refused", async () => {
    const first = change({ status: "pending" });
    const second = first.then(() => {
      server.refusals = 1;
    });
    const third = second.then(() => change({ status: "resolved" }));
    expect(await third).toBe("refused");
    expect(cached()).toMatchObject({ status: "pending", version: 2 });
  });
});

let answerPreferences: (changes: Partial<Preferences>) => Response;
describe("a change of preferences", () => {
  const now = () => queryClient.getQueryData<Preferences>(["preferences"]);
  test("returns to the last confirmed value if two in a row are refused", async () => {
    queryClient.setQueryData(["preferences"], { theme: "light", density: "comfortable" });
    answerPreferences = () => json(400, { theme: ["No."] });
    const changes = [changePreferences({ theme: "dark" }), changePreferences({ density: "compact" })];
    expect(now()).toMatchObject({ theme: "dark", density: "compact" });
    await Promise.allSettled(changes);
    expect(now()).toEqual({ theme: "light", density: "comfortable" });
  });
  test("keeps accepted values", async () => {
    queryClient.setQueryData(["preferences"], { theme: "light", density: "comfortable" });
    answerPreferences = (changes) =>
      "density" in changes ? json(400, { density: ["No."] }) : json(200, { theme: "dark", density: "comfortable" });
    await Promise.allSettled([changePreferences({ theme: "dark" }), changePreferences({ density: "compact" })]);
    expect(now()).toEqual({ theme: "dark", density: "comfortable" });
  });
});

test("a signature that has not arrived yet is read before a reply is sent", async () => {
  answerPreferences = () => json(200, { signature: "<p>Fay</p>" });
  expect(await savedSignature()).toBe("<p>Fay</p>");
  queryClient.setQueryData(["preferences"], { signature: "<p>Fay of Finance</p>" });
  expect(await savedSignature()).toBe("<p>Fay of Finance</p>");
});
