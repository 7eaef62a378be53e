import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openWorld, type World } from "../test/world.ts";
import { schemaOf } from "./schema.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

test("database/schema.sql shows the migrated schema (`npm run schema` updates it)", async () => {
  const shown = readFileSync(join(import.meta.dirname, "../database/schema.sql"), "utf8");
  expect(await schemaOf({ connectionString: world.url })).toBe(shown);
});
