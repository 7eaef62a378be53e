import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openRounds } from "./rounds.ts";

let works: { ids: string; end(): void; fail(): void }[];
const open = () =>
  openRounds((ids) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    works.push({ ids: [...ids].join(""), end: resolve, fail: () => reject(new Error("offline")) });
    return promise;
  });
const begun = () => works.map(({ ids }) => ids);
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers();
  works = [];
});
afterEach(() => void vi.useRealTimers());

test("tickets that are added together are in one round, soon after a quiet time", async () => {
  const rounds = open();
  rounds.add("a");
  rounds.add("b");
  await pass(29);
  expect(begun()).toEqual([]);
  await pass(1);
  expect(begun()).toEqual(["ab"]);
});

test("tickets that are added during a round are in the next one, which keeps its distance", async () => {
  const rounds = open();
  rounds.add("a");
  await pass(30);
  rounds.add("b");
  works[0]!.end();
  await pass(249);
  expect(begun()).toEqual(["a"]);
  await pass(1);
  expect(begun()).toEqual(["a", "b"]);
});

test("tickets that are added now wait for the current round, and tell when theirs has ended", async () => {
  const rounds = open();
  rounds.add("a");
  await pass(30);
  let hasEnded = false;
  void rounds.addNow("b").then(() => (hasEnded = true));
  works[0]!.end();
  await pass(0);
  expect(begun()).toEqual(["a"]);
  await pass(250);
  expect([begun(), hasEnded]).toEqual([["a", "b"], false]);
  works[1]!.end();
  await pass(0);
  expect(hasEnded).toBe(true);
});

test("the tickets of a round that fails are in the next one", async () => {
  const rounds = open();
  rounds.add("a");
  await pass(30);
  rounds.add("b");
  works[0]!.fail();
  await pass(3_249);
  expect(begun()).toEqual(["a"]);
  await pass(1);
  expect(begun()).toEqual(["a", "ba"]);
});

test("a round can begin without a ticket, and none begins after the end", async () => {
  const rounds = open();
  rounds.start();
  await pass(0);
  expect(begun()).toEqual([""]);
  rounds.add("a");
  rounds.stop();
  works[0]!.end();
  await pass(5_000);
  expect(begun()).toEqual([""]);
});
