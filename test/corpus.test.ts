import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { source } from "./incoming.ts";

test("npm run corpus takes the emails of folders and mbox files in, and says what became of each", async () => {
  const folder = mkdtempSync(join(tmpdir(), "docket-corpus-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, "more"));
  const first = source({ "Message-ID": "<first@reef.test>", From: "ann@reef.test" });
  const second = source({ From: "bob@reef.test" }, "The terrace is dark.");
  writeFileSync(join(folder, "first.eml"), first);
  writeFileSync(join(folder, "more", "again.eml"), first);
  writeFileSync(join(folder, "more", "nobody.eml"), source({ From: null }));
  writeFileSync(join(folder, "all.mbox"), `From bob@reef.test Thu Nov 26 09:00:00 2026\n${second}`);
  const { stdout } = await promisify(execFile)(process.execPath, [join(import.meta.dirname, "corpus.ts"), folder]);
  const counts = Object.fromEntries([...stdout.matchAll(/^(\w+) +(\d+)$/gm)].map(([, name, n]) => [name, Number(n)]));
  expect(counts).toMatchObject({ received: 4, ticket: 2, duplicate: 1, quarantined: 1 });
  expect(stdout).toContain("nobody.eml: sender");
  expect(stdout).toContain("Nothing was lost or doubled.");
}, 120_000);
