import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ERASE, KEEP } from "../server/erasure/statements.ts";

test("every table says what erasing a contact does with it (server/erasure/statements.ts)", () => {
  const schema = readFileSync(join(import.meta.dirname, "../database/schema.sql"), "utf8");
  const tables = [...schema.matchAll(/^create (?:unlogged )?table (\w+) \(/gm)].map(([, name]) => name!);
  const erased = new Set(ERASE.map(([table]) => table));
  const said = new Set([...erased, ...Object.keys(KEEP)]);
  expect(tables.filter((table) => !said.has(table))).toEqual([]);
  expect([...said].filter((table) => !tables.includes(table))).toEqual([]);
  expect([...erased].filter((table) => table in KEEP)).toEqual([]);
});
