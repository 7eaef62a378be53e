import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { openTurns } from "./turns.ts";

test("never more at once than there is room for, in their order, whether they succeed or fail", async () => {
  const take = openTurns(2);
  const ended: number[] = [];
  let [running, most] = [0, 0];
  const work = (n: number) =>
    take(async () => {
      running += 1;
      most = Math.max(most, running);
      await turn();
      running -= 1;
      ended.push(n);
      if (n % 3 === 0) throw new Error(`${n}`);
      return n;
    });
  const numbers = Array.from({ length: 20 }, (_, n) => n);
  const outcomes = await Promise.allSettled(numbers.map(work));
  expect(most).toBe(2);
  expect(ended).toEqual(numbers);
  expect(outcomes.map((each) => each.status)).toEqual(numbers.map((n) => (n % 3 ? "fulfilled" : "rejected")));
  expect(await work(1)).toBe(1);
});
