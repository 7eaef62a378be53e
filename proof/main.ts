import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { proveDjango } from "./django.ts";
import { proveMailServers } from "./mail-servers.ts";
import { proveSlaList } from "./sla-list.ts";

const HELP = `npm run proof -- NAME [--runs N] [--seed S]

Runs a property of the test suite on many random inputs. The suite itself runs each with one fixed seed.

  reports   every report against a plain count of events and records; each run is a desk of its own (30 runs)
  sla       random tickets and policies in six time zones; compares every clock with a count minute by minute (20,000 tickets)
  portal    the help center: hostile input to every page, who sees which articles and tickets, and a word in every internal column that no page,
            email, file or header may show (npm test sends some of it); in a browser, what programs that open every link change,
            attacks through every input, and every page on a phone, by touch, in light and dark
  refusals  every bad request to every operation; each response must be as the OpenAPI document describes it (npm test sends half)
  fuzz      hostile requests to every operation by every role, a customer and a stranger: no 5xx, no secret; names the slowest (20,000)
  mail      random emails, none of which may join another customer's ticket, and as many by one robot (10,000 each)
  mail-kills  incoming and outgoing emails while the server is killed at random moments: none is lost or sent twice (200 kills)
  editor    texts in the editor: unchanged parts stay byte for byte the same (2,000 texts)
  assignment  a desk of twelve agents who come and go, on two servers that are cut off at random moments (10,000 tickets)
  automations  random rules and events: the rules that run must be those that the database finds one by one; measures the cost (1,000 rules)
  sla-list  what the SLA columns add to the ticket list in processor time and buffers (100,000 tickets; --runs 1000000 for more, --keep FOLDER keeps the desk)
  django    imports a Django project with the commands of docs/migrating.md, and exports it again (needs Python 3 and PyPI)
  mail-servers  a customer and an agent write to each other over Debian's Postfix and Dovecot, with the commands of docs/email.md (as root)

A failure prints its seed; --seed S repeats that run.`;

interface Proof {
  /** One or more test files. */
  file: string | readonly string[];
  runs: number;
  /** Whether one run of the test tries as many inputs as RUNS says. Otherwise the test runs that many times. */
  isMany: boolean;
}

const PORTAL = [
  "server/portal/hostile.test.ts",
  "server/portal/canary.test.ts",
  "server/portal/visibility.test.ts",
  "server/knowledge/visibility.test.ts",
  "e2e/portal-links.proof.ts",
  "e2e/portal-attacks.proof.ts",
  "e2e/portal-looks.proof.ts",
];

const PROOFS: Record<string, Proof> = {
  reports: { file: "server/reports/reports.test.ts", runs: 30, isMany: false },
  sla: { file: "server/sla/clocks.test.ts", runs: 20_000, isMany: true },
  refusals: { file: "server/openapi/openapi.test.ts", runs: 1, isMany: true },
  portal: { file: PORTAL, runs: 1, isMany: true },
  fuzz: { file: "test/fuzz.test.ts", runs: 20_000, isMany: true },
  mail: { file: "server/incoming/random.test.ts", runs: 10_000, isMany: true },
  "mail-kills": { file: "test/mail-kills.test.ts", runs: 200, isMany: true },
  assignment: { file: "server/routing/simulation.test.ts", runs: 10_000, isMany: true },
  automations: { file: "server/automations/sieve.test.ts", runs: 1_000, isMany: true },
  editor: { file: "web/editor/written-text.test.ts", runs: 2000, isMany: true },
};

const vitest = join(dirname(createRequire(import.meta.url).resolve("vitest/package.json")), "vitest.mjs");

function runTest(file: Proof["file"], seed: number, runs: number): Promise<boolean> {
  const env = { ...process.env, SEED: String(seed), RUNS: String(runs) };
  const child = spawn(
    process.execPath,
    [vitest, "run", ...[file].flat(), "--testTimeout=3600000", "--hookTimeout=3600000"],
    {
      env,
      stdio: "inherit",
    },
  );
  return new Promise((resolve) => child.on("exit", (code) => resolve(code === 0)));
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      help: { type: "boolean" },
      runs: { type: "string" },
      seed: { type: "string" },
      keep: { type: "string" },
    },
  });
  const own = {
    django: proveDjango,
    "mail-servers": proveMailServers,
    "sla-list": () => proveSlaList(Number(values.runs ?? 100_000), values.keep ?? null),
  }[positionals[0] ?? ""];
  if (own && !values.help) {
    await own();
    return 0;
  }
  const proof = PROOFS[positionals[0] ?? ""];
  if (values.help || !proof) {
    console.log(HELP);
    return values.help ? 0 : 2;
  }
  const runs = Number(values.runs ?? (values.seed && !proof.isMany ? 1 : proof.runs));
  const failedSeeds: number[] = [];
  for (let run = 0; run < (proof.isMany ? 1 : runs); run += 1) {
    const seed = run === 0 && values.seed ? Number(values.seed) : randomInt(2 ** 31);
    console.log(`seed ${seed}`);
    if (!(await runTest(proof.file, seed, runs))) failedSeeds.push(seed);
  }
  if (failedSeeds.length > 0) console.error(`Failed with seed ${failedSeeds.join(", ")}.`);
  else console.log(`${runs} runs, no failure.`);
  return failedSeeds.length > 0 ? 1 : 0;
}

process.exitCode = await main();
