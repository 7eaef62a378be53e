import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { settings } from "../server/settings.ts";

// No test can pull the base images, so these tests compare the guide, the image and compose.yaml with each other.

const root = join(import.meta.dirname, "..");
const read = (file: string) => readFileSync(join(root, file), "utf8");
const guide = read("docs/migrating.md");
const [image, compose] = [read("Dockerfile"), read("compose.yaml")];
const excluded = read(".dockerignore")
  .split("\n")
  .filter((line) => line && !line.startsWith("#") && !line.includes("*"));
const service = /^ {2}docket:\n((?: {4}.*\n| *\n)+)/m.exec(compose)![1]!;

test("compose passes every setting to the server", () => {
  const passed = `${image} ${service}`;
  const names = settings.map(({ name }) => name);
  expect(names.filter((name) => !passed.includes(` ${name}=`) && !passed.includes(` ${name}: `))).toEqual([]);
});

test("the guide's container commands use the service and its mounted paths", () => {
  const commands = [...guide.replaceAll(/\\\n\s*/g, "").matchAll(/^docker compose run .* -v .*$/gm)].map(
    ([line]) => line,
  );
  expect(commands.length).toBeGreaterThan(1);
  for (const command of commands) {
    const [, mount, name, program] =
      /^docker compose run --rm (?:-e \S+ )*-v \S+:(\/\w+)(?::ro)? (\w+) node server\/main\.ts (\w+) /.exec(command)!;
    expect([command, compose.includes(`\n  ${name}:\n`)]).toEqual([command, true]);
    expect(["import", "export"]).toContain(program);
    const paths = command.split("server/main.ts ")[1]!.match(/\/\S+/g)!;
    expect(paths.filter((path) => !path.startsWith(`${mount}/`))).toEqual([]);
    expect(image).not.toContain(`VOLUME ${mount}`);
  }
});

test("the image contains everything that the server and the build of the app import", () => {
  const seen = new Set<string>();
  const visit = (file: string) => {
    if (seen.has(file) || !/\.tsx?$/.test(file)) return;
    seen.add(file);
    for (const [, path] of read(file).matchAll(/(?:from|import\()\s*"(\.[^"]+)"/g))
      visit(join(dirname(file), path!.split("?")[0]!));
  };
  visit("server/main.ts");
  visit("web/build.ts");
  expect(seen.size).toBeGreaterThan(100);
  expect([...seen].filter((file) => excluded.some((path) => file.startsWith(`${path}/`)))).toEqual([]);
  for (const file of ["package.json", "package-lock.json", "database/migrations", "server/main.ts"])
    expect([file, existsSync(join(root, file)), excluded.includes(file.split("/")[0]!)]).toEqual([file, true, false]);
});

test("the image runs the server like npm start, but not as root", () => {
  const start = JSON.parse(read("package.json")).scripts.start as string;
  expect(JSON.parse(/^CMD (\[.*\])$/m.exec(image)![1]!).join(" ")).toBe(start);
  expect(image.indexOf("\nUSER node\n")).toBeLessThan(image.indexOf("\nCMD "));
  expect(image).toMatch(/\nUSER node\n/);
});
