import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openWorld, type World } from "../test/world.ts";
import { schemaOf } from "./schema.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

test("server/platform/tables.ts says what the migrations made; `npm run tables` writes it anew", async () => {
  const cwd = join(import.meta.dirname, "..");
  const env = { ...process.env, DATABASE_URL: world.url };
  const ran = promisify(execFile)("npm", ["run", "tables", "--", "--verify"], { cwd, env });
  await expect(ran).resolves.toMatchObject({ stdout: expect.stringContaining("up-to-date") });
}, 60_000);

test("database/schema.sql shows what the migrations made; `npm run schema` writes it anew", async () => {
  const shown = readFileSync(join(import.meta.dirname, "../database/schema.sql"), "utf8");
  expect(await schemaOf({ connectionString: world.url })).toBe(shown);
});
