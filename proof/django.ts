import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { killServers, startServer } from "../test/commands.ts";

// Moves a real Django project to Docket with the commands of docs/migrating.md: imports it, changes data on both sides,
// imports it again, compares, and exports it.

const root = join(import.meta.dirname, "..");
// kept for the next run; pip fills it from PyPI
const venv = join(tmpdir(), "docket-proof-django");

interface Row {
  model: string;
  pk: string;
  fields: Record<string, unknown>;
}

function check(isRight: boolean, what: string, detail: unknown = ""): void {
  if (!isRight) throw new Error(`Failed: ${what} ${typeof detail === "string" ? detail : JSON.stringify(detail)}`);
  console.log(`ok  ${what}`);
}

export async function proveDjango(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "docket-django-"));
  // if root runs this, PostgreSQL runs as another user, who must be able to read the folder
  chmodSync(folder, 0o755);
  try {
    await takeOver(folder);
  } finally {
    killServers();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function takeOver(folder: string): Promise<void> {
  const { env, must, guide } = openShell(folder);
  if (!existsSync(join(venv, "bin/python"))) must(`python3 -m venv ${venv}`, root);
  must(`pip install -q -r ${join(root, "proof/django/requirements.txt")}`, root);
  cpSync(join(root, "proof/django"), join(folder, "old"), { recursive: true });
  must("python manage.py makemigrations crm_app -v0 && python manage.py migrate -v0 && python desk.py seed");

  importFirst(guide);
  await workHere(env);
  must("python desk.py change");
  importAgain(guide);
  await lookHere(env);

  const exportRun = guide("npm run export -- back.json");
  check(exportRun.status === 0, "the export writes a dump and the files", exportRun.text);
  must(`python desk.py facts ${join(folder, "before.json")}`);
  const loadRun = guide("python manage.py loaddata back.json");
  check(loadRun.status === 0, "the Django backend loads it", loadRun.text);
  must(`python desk.py facts ${join(folder, "after.json")}`);
  compareFacts(join(folder, "before.json"), join(folder, "after.json"));
}

type Guide = ReturnType<typeof openShell>["guide"];

/** Runs shell commands with the Django project in this folder. */
function openShell(folder: string) {
  const old = join(folder, "old");
  const env = {
    ...{ PATH: `${join(venv, "bin")}${delimiter}${process.env.PATH}`, HOME: process.env.HOME! },
    ...{ DATA_DIR: join(folder, "data"), PORT: "0", LOG_LEVEL: "warn", RATE_LIMIT: "off", TZ_NAME: "UTC" },
  };
  const shell = (command: string, cwd: string) => {
    const { status, stdout, stderr } = spawnSync("sh", ["-c", command], { cwd, env, encoding: "utf8" });
    return { status, text: stdout + stderr };
  };
  return {
    env,
    must(command: string, cwd = old): void {
      const { status, text } = shell(command, cwd);
      if (status !== 0) throw new Error(`${command} ended with ${status}:\n${text}`);
    },
    /** Runs a command of the guide in the right place, with file names filled in. */
    guide(command: string, more = "") {
      const line =
        guideCommands().find((each) => each === command) ?? guideCommands().find((each) => each.startsWith(command));
      if (!line) throw new Error(`docs/migrating.md has no command that begins with “${command}”`);
      const text = line
        .replace("/path/to/media", line.includes("export") ? join(folder, "media") : old)
        .replaceAll(/\b(dump|back)\.json\b/g, (file) => join(folder, file));
      return shell(text + more, line.startsWith("npm") ? root : old);
    },
  };
}

const writeDump = (guide: Guide): void =>
  check(guide("python manage.py dumpdata").status === 0, "the Django backend writes a dump");

function importDump(guide: Guide, what: string, more = ""): string {
  const { status, text } = guide("npm run import -- dump.json --media /path/to/media", more);
  check(status === 0 && text.includes("Everything was imported."), what, text);
  return text;
}

function importFirst(guide: Guide): void {
  writeDump(guide);
  const dry = guide("npm run import -- dump.json --media /path/to/media --dry-run");
  check(
    dry.status === 0 && dry.text.includes("Everything would be imported."),
    "a dry run finds nothing wrong",
    dry.text,
  );
  importDump(guide, "the first import takes everything");
  const same = guide("npm run import -- --verify dump.json");
  const onlyTimes = same.text.split("\n").filter((line) => line.startsWith("Differs") && !/_at differs/.test(line));
  check(onlyTimes.length === 0, "right after it nothing but times of reopened tickets differs", same.text);
}

/** Imports what has changed there, after changes on both sides. */
function importAgain(guide: Guide): void {
  writeDump(guide);
  const second = importDump(guide, "the second import takes what changed there", " --deletions");
  check(
    /Kept: 1 ticket: subject changed here and in the Django backend/.test(second),
    "it lists the one change of both sides",
    second,
  );
  const comparison = guide("npm run import -- --verify dump.json").text;
  const differing = [...comparison.matchAll(/^Differs: (\d+) (\w+): (.*)$/gm)].map(
    ([, n, model, what]) => `${n} ${model} ${what}`,
  );
  const unlistedLines = differing.filter(
    (line) => !/ticket (subject|status|first_response_at|updated_at) differs|last_login/.test(line),
  );
  check(unlistedLines.length === 0, "a comparison finds nothing that was not listed or changed here", comparison);
}

/** The commands in the guide's code blocks, one per line, without comments. */
function guideCommands(): string[] {
  const text = readFileSync(join(root, "docs/migrating.md"), "utf8");
  return [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)].flatMap(([, block]) =>
    block!
      .replaceAll(/\\\n\s*/g, "")
      .split("\n")
      .map((line) => line.replace(/\s+#.*$/, "").trim())
      .filter(Boolean),
  );
}

/** Sends requests to the API of a server with a token. */
const callerOf = (base: string, token = "") => {
  const ask = (method: string) => async (path: string, body?: unknown) => {
    const headers = { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) };
    const response = await fetch(`${base}/api/v1${path}`, { method, headers, body: JSON.stringify(body) });
    // biome-ignore lint/suspicious/noExplicitAny: a proof reads any response
    return { status: response.status, body: (await response.json()) as any };
  };
  return { get: ask("GET"), post: ask("POST"), patch: ask("PATCH") };
};

const ticketsOf = async (by: ReturnType<typeof callerOf>) =>
  (await by.get("/tickets/?page_size=100")).body.results.toSorted(
    (one: { ticket_number: string }, other: { ticket_number: string }) =>
      one.ticket_number < other.ticket_number ? -1 : 1,
  );

const HERE = "Changed here, and there too";

async function withServer(
  env: Record<string, string>,
  work: (by: ReturnType<typeof callerOf>, signIn: (name: string, password: string) => Promise<number>) => Promise<void>,
): Promise<void> {
  const server = await startServer(env);
  const stranger = callerOf(server.base);
  const login = (username: string, password: string) => stranger.post("/auth/login/", { username, password });
  const { status, body } = await login("ada", "ada's password");
  check(status === 200, "the Admin signs in with the old password");
  await work(callerOf(server.base, body.access), async (name, password) => (await login(name, password)).status);
  await server.stop();
}

const workHere = (env: Record<string, string>) =>
  withServer(env, async (by, signIn) => {
    for (const name of ["bo", "cleo", "dan", "eve", "ümit"])
      check((await signIn(name, `${name}'s password`)) === 200, `${name} signs in with the old password`);
    const results = await ticketsOf(by);
    check((await by.patch(`/tickets/${results[2].id}/`, { subject: HERE })).status === 200, "a ticket is changed here");
    check((await by.patch(`/tickets/${results[5].id}/`, { status: "pending" })).status === 200, "another one, too");
    check(
      (await by.post(`/tickets/${results[5].id}/add_comment/`, { text: "From here" })).status === 201,
      "and answered",
    );
    const { attachments } = (await by.get(`/tickets/${results[0].id}/`)).body;
    check((await fetch(attachments[0].file).then((response) => response.text())).startsWith("log "), "a file is read");
  });

const lookHere = (env: Record<string, string>) =>
  withServer(env, async (by, signIn) => {
    const results = await ticketsOf(by);
    check(results[0].subject === "Changed there only", "what changed there is here");
    check(results[2].subject === HERE, "what changed on both sides is as it was changed here");
    check((await by.get("/tickets/?search=New+since")).body.count === 1, "what is new there is here");
    check((await signIn("bo", "bo's new password")) === 200, "a password that was changed there works here");
    check((await signIn("dan", "dan's password")) === 400, "a user who was switched off there does not sign in here");
  });

// fields changed on purpose in Docket, and fields that Docket changes by itself
const CHANGED_FIELDS: Record<string, string[]> = {
  "crm_app.user": ["password", "last_login", "is_staff", "is_superuser", "groups", "user_permissions"],
  "crm_app.company": ["contract_value"],
  "crm_app.ticket": ["subject", "status", "updated_at", "resolved_at", "closed_at", "first_response_at"],
  "crm_app.ticketattachment": ["updated_at"],
};

// dumpdata writes milliseconds, so a whole second may have had microseconds
const textOf = (value: unknown): string => JSON.stringify(value)?.replace(/\.000Z"$/, 'Z"');

/** Checks that fields which nobody changed are the same after the import and the export. */
function compareFacts(before: string, after: string): void {
  const read = (path: string) =>
    new Map((JSON.parse(readFileSync(path, "utf8")) as Row[]).map((row) => [row.pk, row] as const));
  const [old, back] = [read(before), read(after)];
  const differences: string[] = [];
  let values = 0;
  for (const [pk, { model, fields }] of old) {
    const other = back.get(pk);
    if (!other) differences.push(`${model} ${pk} is gone`);
    for (const [name, value] of Object.entries(fields)) {
      values += 1;
      if (!CHANGED_FIELDS[model]?.includes(name) && textOf(other?.fields[name]) !== textOf(value))
        differences.push(
          `${model} ${pk} ${name}: ${JSON.stringify(value)} became ${JSON.stringify(other?.fields[name])}`,
        );
    }
  }
  check(
    differences.length === 0,
    `${values.toLocaleString("en")} values came back as they were`,
    differences.slice(0, 20),
  );
  const newComments = [...back.values()]
    .filter(({ pk }) => !old.has(pk))
    .map(({ model, fields }) => [model, fields.text]);
  check(
    JSON.stringify(newComments) === '[["crm_app.ticketcomment","From here"]]',
    "and the comment from here with them",
    newComments,
  );
  const isHere = [...back.values()].some(({ fields }) => fields.subject === HERE);
  check(isHere, "and the subject that was changed here");
}
