import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openWorld, type World } from "../test/world.ts";
import { schemaOf } from "./schema.ts";

const root = join(import.meta.dirname, "..");
const shown = readFileSync(join(root, "database/schema.sql"), "utf8");

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

test("database/schema.sql shows the migrated schema (`npm run schema` updates it)", async () => {
  expect(await schemaOf({ connectionString: world.url })).toBe(shown);
});

// times that only people who look at the database read
const FOR_PEOPLE = ["former_people.left_at", "skipped_events.skipped_at"];
// servers of version 0.1.0 write this column during an upgrade; the release after the next drops it
const FOR_OLDER_SERVERS = ["replies.held_because"];

test("the server uses every column", () => {
  const code = globSync("{server,wire}/**/*.ts", { cwd: root })
    .filter((file) => !file.endsWith(".test.ts"))
    .map((file) => readFileSync(join(root, file), "utf8"))
    .join("\n");
  const words = new Set(code.match(/\w+/g));
  const columns = [...shown.matchAll(/^create (?:unlogged )?table (\w+) \(\n([^;]*?)\n\)/gm)].flatMap(
    ([, table, text]) =>
      [...text!.matchAll(/^ {2}"?(?!constraint\b)(\w+)"? /gm)].map(([, name]) => ({ table: table!, name: name! })),
  );
  expect(columns.length).toBeGreaterThan(500);
  const unused = columns.filter(({ name }) => !words.has(name)).map(({ table, name }) => `${table}.${name}`);
  expect(unused).toEqual([...FOR_PEOPLE, ...FOR_OLDER_SERVERS].toSorted());
});
