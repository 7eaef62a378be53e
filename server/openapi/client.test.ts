import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openWorld, type World } from "../../test/world.ts";

const root = join(import.meta.dirname, "../..");
let world: World;
// biome-ignore lint/suspicious/noExplicitAny: a document as it came over the wire
let document: any;
beforeAll(async () => {
  world = await openWorld();
  document = (await world.stranger.get(`${world.base}/api/openapi.json`)).body;
});
afterAll(() => world.close());

/** Every schema of the document with its path, except within examples. */
function schemas(node: unknown, path = ""): [path: string, schema: object][] {
  if (!node || typeof node !== "object") return [];
  return Object.entries(node).flatMap(([name, each]) => {
    const at = `${path}/${name}`;
    if (/^(example|examples)$/.test(name)) return [];
    const isSchema = name === "schema" || /\/components\/schemas$/.test(path);
    return isSchema ? [[at, each as object] as [string, object]] : schemas(each, at);
  });
}

test("the document is valid OpenAPI 3.1, and its schemas are valid JSON Schema 2020-12", async () => {
  const { valid, errors } = await new Validator().validate(structuredClone(document));
  expect([valid, errors]).toEqual([true, undefined]);
  const ajv = new Ajv2020({ strict: false });
  const all = schemas(document);
  expect(all.length).toBeGreaterThan(200);
  for (const [path, schema] of all) expect([path, ajv.validateSchema(schema), ajv.errors]).toEqual([path, true, null]);
});

test("a TypeScript client generated from the document compiles, with typed responses", () => {
  const generate = [join(root, "test/generate-client.ts")];
  const client = execFileSync(process.execPath, generate, {
    cwd: root,
    maxBuffer: 64 * 1024 * 1024,
    input: JSON.stringify(document),
  });
  const folder = mkdtempSync(join(tmpdir(), "docket-client-"));
  writeFileSync(join(folder, "client.ts"), client);
  writeFileSync(
    join(folder, "use.ts"),
    `import type { components, paths } from "./client.ts";
    type Answer<P extends keyof paths> = paths[P] extends { get: { responses: { 200: { content: infer C } } } } ? C : never;
    type Timeline = Answer<"/api/v1/tickets/{id}/timeline/">["application/json"];
    export const subject: components["schemas"]["Ticket"]["subject"] = "Lobby";
    export const changes: NonNullable<NonNullable<Timeline["results"][number]["changes"]>[string]> = ["new", "pending"];
    // @ts-expect-error a subject is text
    export const wrong: components["schemas"]["Ticket"]["subject"] = 5;`,
  );
  const options = [
    "--noEmit",
    "--strict",
    "--target",
    "es2024",
    "--module",
    "nodenext",
    "--allowImportingTsExtensions",
  ];
  try {
    execFileSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), ...options, "client.ts", "use.ts"], {
      cwd: folder,
      encoding: "utf8",
    });
  } catch (error) {
    expect((error as { stdout: string }).stdout).toBe("");
    throw error;
  }
  rmSync(folder, { recursive: true });
}, 120_000);
