import { once } from "node:events";
import type { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { answerOf } from "./large-answers.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(() => void vi.useRealTimers());

const SIZE = 2 * 1024 * 1024;
const answers: Readable[] = [];
afterEach(() => {
  for (const answer of answers.splice(0)) answer.destroy();
});

function large(): Readable {
  const answer = answerOf([
    "[",
    {
      size: SIZE,
      async *read() {
        yield Buffer.alloc(SIZE, "x");
      },
    },
    "]",
  ]) as Readable;
  answer.on("error", () => {});
  answers.push(answer);
  return answer;
}

/** A large response whose client reads only its first bytes. */
async function unread(): Promise<Readable> {
  const answer = large();
  await once(answer, "readable");
  // until it waits for its client
  while (answer.readableLength < 64 * 1024) await new Promise(setImmediate);
  return answer;
}

test("a client that does not read loses its turn, and gets the rest once it reads again", async () => {
  const slow = [await unread(), await unread()];
  let isOver = false;
  const other = buffer(large()).finally(() => {
    isOver = true;
  });
  for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
  expect(isOver).toBe(false);
  vi.advanceTimersByTime(1_000);
  expect((await other).length).toBe(SIZE + 2);
  expect((await buffer(slow[0]!)).length).toBe(SIZE + 2);
});

test("the client that has not read for the longest time is disconnected", async () => {
  const slow: Readable[] = [];
  for (let n = 0; n < 5; n += 1) {
    slow.push(await unread());
    vi.advanceTimersByTime(1_000);
  }
  expect(slow.map(({ destroyed }) => destroyed)).toEqual([true, false, false, false, false]);
});

test("of many large rows, responses hold one each in turn, and waiting responses hold none", async () => {
  let held = 0;
  let most = 0;
  const row = {
    size: SIZE,
    async *read() {
      held += 1;
      most = Math.max(most, held);
      yield Buffer.alloc(SIZE, "x");
      held -= 1;
    },
  };
  const responses = Array.from({ length: 4 }, () => answerOf(Array.from({ length: 10 }, () => row)) as Readable);
  answers.push(...responses);
  const sizes = await Promise.all(
    responses.map(async (response) => {
      let size = 0;
      let unsent = 0;
      for await (const part of response) {
        size += part.length;
        unsent = Math.max(unsent, response.readableLength);
      }
      expect(unsent).toBeLessThanOrEqual(512 * 1024);
      return size;
    }),
  );
  expect(sizes).toEqual(Array(4).fill(10 * SIZE));
  expect(most).toBeLessThanOrEqual(2);
});
