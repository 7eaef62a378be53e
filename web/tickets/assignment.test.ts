// @vitest-environment jsdom
import { notificationsStore } from "@mantine/notifications";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { queryClient } from "../lib/query-client.ts";
import { noticeBoard } from "../ui/notices.ts";
import { keptValues } from "./assignment.ts";
import { changeTicket, type TicketChange } from "./change-ticket.ts";
import { watchFollowing } from "./following-changes.ts";

const of = (status: string, assigned_team: string) => ({ status, assigned_team });

test.each([
  ["a ticket in progress keeps its status", of("in_progress", "Tech"), "fay", "Tech", "in_progress"],
  ["a pending ticket without a team", of("pending", ""), "fay", undefined, "pending"],
  ["a new ticket becomes Assigned", of("new", "Tech"), "fay", "Tech", undefined],
  ["a resolved ticket stays resolved", of("resolved", "Tech"), "fay", "Tech", "resolved"],
  ["a closed ticket stays closed without an assignee, too", of("closed", "Tech"), null, "Tech", "closed"],
  ["an unassigned ticket is new", of("pending", "Tech"), null, "Tech", undefined],
] as const)("%s", (_, ticket, assignee, assigned_team, status) => {
  expect(keptValues(ticket, assignee)).toEqual({ ...(assigned_team && { assigned_team }), ...(status && { status }) });
});

describe("what follows from a change", () => {
  const ID = "8d116ece-1738-47d9-bd9c-172411e20b8f";
  const begun = { id: ID, ticket_number: "T-7", assigned_to: null, assigned_to_name: null };
  let server: Record<string, unknown>;
  let follows: Record<string, unknown>;
  let version = 1;

  beforeAll(() => noticeBoard.load());
  beforeEach(() => {
    queryClient.clear();
    // what another file of tests has left, too
    notificationsStore.setState({ ...notificationsStore.getState(), notifications: [], queue: [] });
    version = 1;
    vi.stubGlobal("fetch", async (_: string, { body }: RequestInit) => {
      server = { ...server, ...follows, ...JSON.parse(String(body)) };
      follows = {};
      version += 1;
      return new Response(JSON.stringify(server), {
        headers: { "content-type": "application/json", etag: `"${version}"` },
      });
    });
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  interface Shown {
    props: { children: [{ props: { children: string } }, { props: { onClick(): void } }] };
  }
  const shown = () => notificationsStore.getState().notifications.map(({ message }) => message as unknown as Shown);
  const change = async (before: object, values: TicketChange, then: object) => {
    server = { ...begun, ...before };
    follows = { ...then };
    queryClient.setQueryData(["ticket", ID], { ...server, version });
    const say = watchFollowing(ID, values);
    await changeTicket(ID, values);
    say();
  };

  test.each([
    ["a status", { status: "resolved", assigned_team: "Tech" }, { status: "assigned" }, "T-7 is now Assigned"],
    ["a team", of("new", "Tech"), of("assigned", "Sales"), "The team of T-7 is now Sales"],
    ["both", of("pending", "Tech"), of("assigned", "Sales"), "T-7 is now Assigned and belongs to Sales"],
  ] as const)("is said and undone with it: %s", async (_, before, then, message) => {
    await change(before, { assigned_to: "fay" }, then);
    await expect.poll(shown).toHaveLength(1);
    const [text, undo] = shown()[0]!.props.children;
    expect(text.props.children).toBe(message);
    undo.props.onClick();
    await expect.poll(() => server).toEqual({ ...begun, ...before });
  });

  test("is not said if it is what everyone expects", async () => {
    await change(of("new", "Tech"), { assigned_to: "fay" }, of("assigned", "Tech"));
    await change(of("in_progress", "Tech"), { status: "resolved" }, {});
    await change(of("pending", "Tech"), { assigned_to: "fay" }, { status: "assigned" });
    await expect
      .poll(() => shown().map(({ props }) => props.children[0].props.children))
      .toEqual(["T-7 is now Assigned"]);
  });
});
