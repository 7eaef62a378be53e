// @vitest-environment jsdom
import { beforeEach, describe, expect, test } from "vitest";
import { queryClient } from "../lib/query-client.ts";
import { applyOptimisticRows, type InboxRow, laidOver, rowsQuery } from "./rows.ts";

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
    applyOptimisticRows(["1"], () => ({ status: "pending", priority: "high" })),
    applyOptimisticRows(["1"], () => ({ status: "resolved" })),
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
      applyOptimisticRows(["1"], () => ({ status }) as Partial<InboxRow>),
    );
    ends[1]!();
    expect(shown()).toEqual({ status: "pending" });
    ends[0]!();
  });

  test("each adds its own to what the other has added", () => {
    const add = (tag: string) =>
      applyOptimisticRows(["1"], ({ tags }) => ({
        tags: [...new Set([...tags.split(",").filter(Boolean), tag])].join(","),
      }));
    const [endFirst, endSecond] = [add("vip"), add("late")];
    expect(shown()).toEqual({ tags: "vip,late" });
    endFirst();
    expect(shown()).toEqual({ tags: "late" });
    endSecond();
  });
});
