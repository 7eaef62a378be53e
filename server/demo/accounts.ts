import { chmod, readFile, writeFile } from "node:fs/promises";
import { isIP } from "node:net";
import { join } from "node:path";
import { PEOPLE } from "./words/people.ts";

/** The sample users, and the password that they have in common. */
export interface DemoAccounts {
  password: string;
  users: readonly { username: string; name: string; role: string }[];
}

const fileIn = (folder: string): string => join(folder, "demo-password");

/** Keeps the password of the sample users, so that the sign-in page of a later start can offer them. */
export async function keepDemoPassword(folder: string, password: string): Promise<void> {
  await writeFile(fileIn(folder), password, { mode: 0o600 });
  // a file that was there keeps its mode
  await chmod(fileIn(folder), 0o600);
}

/** Only this machine reaches the server: it listens on loopback and has no public address. */
export const isLocal = ({ host, publicUrl }: { host: string; publicUrl: string | null | undefined }): boolean =>
  !publicUrl && (host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127.")));

/** The accounts that the sign-in page offers: in a demo that nobody else can reach. */
export async function demoAccounts(
  config: { host: string; publicUrl: string | null | undefined; dataDir: string },
  isDemo: boolean,
): Promise<DemoAccounts | null> {
  if (!isDemo || !isLocal(config)) return null;
  const password = await readFile(fileIn(config.dataDir), "utf8").catch(() => null);
  if (!password) return null;
  const users = PEOPLE.map(({ username, first_name, last_name, role }) => ({
    username,
    name: `${first_name} ${last_name}`,
    role,
  }));
  return { password, users };
}
