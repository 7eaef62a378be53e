// @vitest-environment jsdom
import { beforeEach, expect, test } from "vitest";
import { queryClient } from "./query-client.ts";
import { showAtOnce } from "./show-at-once.ts";

interface Choice {
  mention: string;
  reply: string;
}
const KEY = ["choices"];
const now = () => queryClient.getQueryData<Choice>(KEY);
const choose = (values: Partial<Choice>, send: () => Promise<Choice | undefined>) =>
  showAtOnce<Choice>(KEY, (before) => ({ ...before, ...values }), send);
const refuse = async () => {
  throw new Error("No.");
};

beforeEach(() => {
  queryClient.clear();
  queryClient.setQueryData(KEY, { mention: "now", reply: "now" });
});

test("two changes in a row that do not arrive return to the last confirmed value", async () => {
  const changes = [choose({ mention: "never" }, refuse), choose({ reply: "digest" }, refuse)];
  expect(now()).toEqual({ mention: "never", reply: "digest" });
  await Promise.allSettled(changes);
  expect(now()).toEqual({ mention: "now", reply: "now" });
});

test("a refused change reverts only itself, whichever response comes first", async () => {
  await Promise.allSettled([choose({ mention: "never" }, refuse), choose({ reply: "digest" }, async () => undefined)]);
  expect(now()).toEqual({ mention: "now", reply: "digest" });
  const saved = { mention: "digest", reply: "digest" };
  await Promise.allSettled([choose({ mention: "digest" }, async () => saved), choose({ reply: "never" }, refuse)]);
  expect(now()).toEqual(saved);
});

test("changes are sent one after the other", async () => {
  const sent: string[] = [];
  const send = (name: string) => async () => {
    sent.push(`${name} begins`);
    await new Promise((resolve) => setTimeout(resolve, 1));
    sent.push(`${name} ends`);
    return undefined;
  };
  await Promise.all([choose({ mention: "never" }, send("first")), choose({ mention: "digest" }, send("second"))]);
  expect(sent).toEqual(["first begins", "first ends", "second begins", "second ends"]);
  expect(now()?.mention).toBe("digest");
});

test("values that were read during a change are not lost", async () => {
  await choose({ mention: "never" }, async () => {
    queryClient.setQueryData(KEY, { mention: "now", reply: "digest" });
    return refuse();
  }).catch(() => {});
  expect(now()).toEqual({ mention: "now", reply: "digest" });
});
