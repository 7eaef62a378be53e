// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { changeTickets } from "../inbox/change-tickets.ts";
import { queryClient } from "../lib/query-client.ts";
import { applyOptimistic, type InboxRow, laidOver, rowsQuery } from "./rows.ts";

const row = (values: Partial<InboxRow>) =>
  ({ id: "1", version: 1, status: "new", priority: "low", tags: "", ...values }) as InboxRow;
const put = (values: Partial<InboxRow> = {}) =>
  queryClient.setQueryData(rowsQuery({ filters: {}, ordering: "" }).queryKey, {
    pages: [{ next: null, previous: null, results: [row(values)] }],
    pageParams: [""],
  } as never);
const shown = () => laidOver.get().get("1") ?? {};

beforeEach(() => {
  queryClient.clear();
  put();
});

describe("of two overlapping changes of a row", () => {
  const both = () => [
    applyOptimistic(["1"], () => ({ status: "pending", priority: "high" })),
    applyOptimistic(["1"], () => ({ status: "resolved" })),
  ];

  test("the later one stays while the earlier one ends, and the other way around", () => {
    let [endFirst, endSecond] = both();
    expect(shown()).toEqual({ status: "resolved", priority: "high" });
    endFirst!();
    expect(shown()).toEqual({ status: "resolved" });
    endSecond!();
    [endFirst, endSecond] = both();
    endSecond!();
    expect(shown()).toEqual({ status: "pending", priority: "high" });
    endFirst!();
    expect(laidOver.get().size).toBe(0);
  });

  test("the earlier one stays if both say the same and the later one is refused", () => {
    const ends = ["pending", "pending"].map((status) =>
      applyOptimistic(["1"], () => ({ status }) as Partial<InboxRow>),
    );
    ends[1]!();
    expect(shown()).toEqual({ status: "pending" });
    ends[0]!();
  });

  test("each adds its own to what the other has added", () => {
    const add = (tag: string) =>
      applyOptimistic(["1"], ({ tags }) => ({
        tags: [...new Set([...tags.split(",").filter(Boolean), tag])].join(","),
      }));
    const [endFirst, endSecond] = [add("vip"), add("late")];
    expect(shown()).toEqual({ tags: "vip,late" });
    endFirst();
    expect(shown()).toEqual({ tags: "late" });
    endSecond();
  });
});

describe("a row that is changed twice in a row", () => {
  const answers: ((status: number) => void)[] = [];
  const sent: string[] = [];
  beforeEach(() => {
    answers.length = 0;
    sent.length = 0;
    vi.stubGlobal("fetch", (address: string, { method = "GET", body }: RequestInit = {}) => {
      const json = (status: number, value: unknown) =>
        new Response(JSON.stringify(value), { status, headers: { "content-type": "application/json" } });
      if (method !== "POST" || !address.endsWith("/bulk-changes/")) return Promise.resolve(json(200, { results: [] }));
      sent.push(JSON.parse(String(body)).changes.status);
      const bulk = { id: "b", state: "done", total: 1, changed: 1, unchanged: 0, failed: 0, changes: {} };
      return new Promise((resolve) => answers.push((status) => resolve(json(status, status < 400 ? bulk : {}))));
    });
  });
  afterEach(() => vi.unstubAllGlobals());

  const changeTwice = () =>
    (["pending", "resolved"] as const).map((status) => changeTickets({ ids: ["1"] }, { status }));
  const answer = async (at: number, status: number) => {
    await expect.poll(() => answers.length).toBeGreaterThan(at);
    answers[at]!(status);
  };

  test("is changed on the server in the same order", async () => {
    const changes = changeTwice();
    await expect.poll(() => sent).toEqual(["pending"]);
    expect(shown()).toEqual({ status: "resolved" });
    await answer(0, 200);
    await answer(1, 200);
    await Promise.all(changes);
    expect(sent).toEqual(["pending", "resolved"]);
    expect(laidOver.get().size).toBe(0);
  });

  test("returns to what the server has if both changes are refused", async () => {
    const [first, second] = changeTwice();
    await answer(0, 403);
    await first;
    expect(shown()).toEqual({ status: "resolved" });
    await answer(1, 403);
    await second;
    expect(laidOver.get().size).toBe(0);
  });

  test("shows the first change, which is confirmed, if the second is refused", async () => {
    const [first, second] = changeTwice();
    await answer(0, 200);
    await first;
    put({ version: 2, status: "pending" });
    expect(shown()).toEqual({ status: "resolved" });
    await answer(1, 403);
    await second;
    expect(laidOver.get().size).toBe(0);
  });
});
