// @vitest-environment jsdom
import { QueryObserver } from "@tanstack/react-query";
import { expect, test } from "vitest";
import { queryClient } from "../lib/query-client.ts";
import { jsonResponse, setUpApp, until } from "../test-app.ts";
import { type Reply, repliesQuery, replyIsGone, replyWaits } from "./replies-query.ts";

const TICKET = "t";
const reply = (id: string) =>
  ({ id, ticket: TICKET, created_at: "2026-01-01T00:00:00Z", send_at: "2026-01-01T00:00:10Z" }) as Omit<
    Reply,
    "leavesAt"
  >;

/** What the server has, and the reads that it has answered, but whose answers are still on their way. */
let stored: string[] = [];
let answers: (() => void)[] = [];

setUpApp(() => {
  const results = stored.map(reply);
  return new Promise((resolve) => answers.push(() => resolve(jsonResponse({ results }))));
});

const listed = () => queryClient.getQueryData(repliesQuery(TICKET).queryKey)?.map(({ id }) => id);
async function arrive(count: number): Promise<void> {
  await until(() => expect(answers).toHaveLength(count));
  for (const answer of answers.splice(0)) answer();
}

test.each<[string, isFirst: boolean, before: string[], change: () => void, after: string[]]>([
  ["a reply that was sent meanwhile stays", true, [], () => replyWaits(reply("new")), ["new"]],
  ["a reply that was sent meanwhile stays", false, ["old"], () => replyWaits(reply("new")), ["old", "new"]],
  ["a reply that was taken back meanwhile stays away", true, ["old"], () => replyIsGone(TICKET, "old"), []],
  [
    "a reply that was taken back meanwhile stays away",
    false,
    ["old", "one"],
    () => replyIsGone(TICKET, "old"),
    ["one"],
  ],
])("%s when an older list arrives (the first one: %s)", async (_, isFirst, before, change, after) => {
  [stored, answers] = [before, []];
  const leave = new QueryObserver(queryClient, repliesQuery(TICKET)).subscribe(() => {});
  if (!isFirst) {
    await arrive(1);
    await until(() => expect(listed()).toEqual(before));
    void queryClient.invalidateQueries({ queryKey: ["replies"] });
  }
  await until(() => expect(answers).toHaveLength(1));
  stored = after;
  change();
  expect(listed()).toEqual(after);
  const older = answers.splice(0);
  for (const answer of older) answer();
  await arrive(1);
  await until(() => expect(queryClient.isFetching()).toBe(0));
  expect(listed()).toEqual(after);
  leave();
});
