import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { demoAccounts, keepDemoPassword } from "./accounts.ts";

const dataDir = mkdtempSync(join(tmpdir(), "docket-demo-"));
afterAll(() => rmSync(dataDir, { recursive: true }));
const local = { host: "127.0.0.1", publicUrl: null, dataDir };

test("the demo's accounts are offered on a loopback host alone", async () => {
  expect(await demoAccounts(local, true)).toBeNull();
  await keepDemoPassword(dataDir, "so much music");
  expect(statSync(join(dataDir, "demo-password")).mode & 0o777).toBe(0o600);
  const offered = await demoAccounts(local, true);
  expect(offered).toMatchObject({ password: "so much music" });
  expect(offered?.users[0]).toEqual({ username: "ingrid", name: "Ingrid Aasen", role: "Admin" });
  expect(await demoAccounts({ ...local, host: "::1" }, true)).not.toBeNull();
  expect(await demoAccounts(local, false)).toBeNull();
  for (const host of ["0.0.0.0", "::", "10.0.0.7", "127.example.com", ""])
    expect(await demoAccounts({ ...local, host }, true), host).toBeNull();
  expect(await demoAccounts({ ...local, publicUrl: "https://desk.example.com" }, true)).toBeNull();
});
