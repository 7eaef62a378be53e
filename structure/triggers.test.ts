import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openWorld, type World } from "../test/world.ts";
import { OWNERS } from "./owners.ts";

// database/triggers.md lists all triggers: a heading per feature and a row per trigger.

let world: World;
let triggers: { table: string; name: string; function: string; source: string }[];
beforeAll(async () => {
  world = await openWorld();
  const { rows } = await world.database.pool.query(
    `select t.tgrelid::regclass::text as "table", t.tgname as name, p.proname as function, p.prosrc as source
     from pg_trigger t join pg_proc p on p.oid = t.tgfoid join pg_class c on c.oid = t.tgrelid
     where not t.tgisinternal and c.relnamespace = 'public'::regnamespace`,
  );
  triggers = rows;
});
afterAll(() => world.close());

const page = readFileSync(join(import.meta.dirname, "../database/triggers.md"), "utf8");
const described = page
  .split(/^## /m)
  .slice(1)
  .flatMap((section) => {
    const feature = /^\w+/.exec(section)![0].toLowerCase();
    return [...section.matchAll(/^\| (\w+) +\| (\w+) +\| (\w+) +\|/gm)]
      .map(([, table, name, by]) => ({ feature, table: table!, name: name!, function: by! }))
      .filter(({ table }) => table !== "table");
  });
const key = ({ table, name, function: by }: { table: string; name: string; function: string }) =>
  `${name} on ${table} runs ${by}`;

test("database/triggers.md describes every trigger", () => {
  expect(triggers.length).toBeGreaterThan(20);
  expect(described.map(key).toSorted()).toEqual(triggers.map(key).toSorted());
});

test("a trigger writes only tables of its feature", () => {
  const wrong = described.flatMap(({ feature, name }) => {
    const { source } = triggers.find((each) => each.name === name)!;
    return [...source.matchAll(/\b(?:insert into|update|delete from)\s+(?!set\b)([a-z_]+)/g)]
      .filter(([, table]) => OWNERS[table!] !== feature)
      .map(([, table]) => `${name} of ${feature} writes ${table} of ${OWNERS[table!] ?? "nobody"}`);
  });
  expect(wrong).toEqual([]);
});
