import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ERASE, KEEP } from "../server/erasure/statements.ts";

// IDs, times and numbers identify nobody
const HOLDS_WORDS = /^ {2}(?:contact uuid|\w+ (?:text|jsonb|json|bytea|character varying)\b)/m;

test("every table with words says what erasing a contact does with it (server/erasure/statements.ts)", () => {
  const schema = readFileSync(join(import.meta.dirname, "../database/schema.sql"), "utf8");
  const tables = [...schema.matchAll(/^create (?:unlogged )?table (\w+) \(\n([^;]*)\)[^;]*;/gm)];
  const all = tables.map(([, name]) => name!);
  const wordy = tables.filter(([, , columns]) => HOLDS_WORDS.test(columns!)).map(([, name]) => name!);
  const erased = new Set(ERASE.map(([table]) => table));
  const listed = new Set([...erased, ...Object.keys(KEEP)]);
  expect(wordy.length).toBeGreaterThan(50);
  expect(wordy.filter((table) => !listed.has(table))).toEqual([]);
  expect([...listed].filter((table) => !all.includes(table))).toEqual([]);
  expect([...erased].filter((table) => table in KEEP)).toEqual([]);
});
