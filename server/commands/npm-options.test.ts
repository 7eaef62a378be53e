import { expect, test } from "vitest";
import { run as exportDump } from "./export.ts";
import { run as importDump } from "./import.ts";
import { refuseSwallowed } from "./npm-options.ts";
import { run as putUser } from "./user.ts";

const options = { verify: { type: "boolean" }, "dry-run": { type: "boolean" }, help: { type: "boolean" } } as const;

test.each([
  ["import", "npm_config_verify", "verify"],
  ["import", "npm_config_dry_run", "dry-run"],
])("npm run %s without -- is refused if npm took an option (%s)", (npm_lifecycle_event, variable, option) => {
  expect(() => refuseSwallowed("import", options, { npm_lifecycle_event, [variable]: "true" })).toThrow(
    `npm took --${option} for itself. Put -- before the options: npm run import -- `,
  );
});

test("other variables of npm, and those of other commands, are not taken for options", () => {
  refuseSwallowed("import", options, { npm_lifecycle_event: "import", npm_config_registry: "x", npm_config_help: "" });
  refuseSwallowed("import", options, { npm_lifecycle_event: "start", npm_config_verify: "true" });
  refuseSwallowed("import", options, { npm_config_verify: "true" });
});

test.each([
  ["import", importDump, "npm_config_verify", ["dump.json"]],
  ["export", exportDump, "npm_config_media", ["back.json"]],
  ["user", putUser, "npm_config_role", ["ann"]],
])("%s looks for lost options before it does anything", async (command, run, variable, args) => {
  const { npm_lifecycle_event } = process.env;
  Object.assign(process.env, { npm_lifecycle_event: command, [variable]: "true" });
  try {
    await expect(run(args)).rejects.toThrow(/^npm took --/);
  } finally {
    delete process.env[variable];
    delete process.env.npm_lifecycle_event;
    if (npm_lifecycle_event !== undefined) process.env.npm_lifecycle_event = npm_lifecycle_event;
  }
});
