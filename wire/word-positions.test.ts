import { expect, test } from "vitest";
import { wordPositions, wordsIn } from "./word-positions.ts";

test.each([
  ["silent", "Lobby is Silent, silently", ["Silent", "silent"]],
  ["muller", "Frau Müller", ["Müller"]],
  ["MÜL", "Frau Muller", ["Mul"]],
  ["ﬁx", "a fix", ["fix"]],
  ['"lobby is"', "Lobby is silent", ["Lobby is"]],
  ["lobby or bar", "Terrace, lobby or bar", ["lobby", "bar"]],
  ["lobby terrace", "Terrace and lobby", ["Terrace", "lobby"]],
  ["ลำโพง", "เปลี่ยนลำโพง", ["ลำโพง"]],
  ["🎵 x", "a 🎵 and é x", ["🎵", "x"]],
  ["", "nothing", []],
])("the search %s marks what it finds in %s", (q, text, marked) => {
  expect(wordPositions(text, wordsIn(q)).map(([from, to]) => text.slice(from, to))).toEqual(marked);
});
