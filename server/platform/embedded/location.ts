import { randomBytes } from "node:crypto";
import { chmod, lstat, mkdir, readdir, readFile, realpath, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Account, canEnter, findAccount, isRoot, run } from "./account.ts";
import { type Binaries, findBinaries } from "./binaries.ts";
import { makeCluster } from "./cluster.ts";

/** Where PostgreSQL keeps the data of one Docket, and which account it runs as; null is the current one. */
export interface ClusterLocation {
  dataDir: string;
  cluster: string;
  account: Account | null;
}

// for data folders that the account of root's PostgreSQL cannot reach
const COMMON = "/var/lib/docket";
export const CLUSTERS = join(COMMON, "clusters");

const storeOf = (dataDir: string): string => (isRoot() ? COMMON : dataDir);

/** The cluster of a data folder, created if there is none yet. */
export async function findLocation(dataDir: string): Promise<ClusterLocation> {
  const createdFolder = await mkdir(dataDir, { recursive: true, mode: 0o711 });
  // regardless of the umask: root's PostgreSQL can enter the folder, and no one else can list it
  if (createdFolder) await chmod(dataDir, 0o711);
  return (await existing(dataDir)) ?? (await makePlace(dataDir));
}

/** The programs for this place; fails if another PostgreSQL created its data. */
export async function binariesFor({ dataDir, cluster, account }: ClusterLocation): Promise<Binaries> {
  const binaries = await findBinaries(account, storeOf(dataDir));
  const clusterVersion = (await readFile(join(cluster, "PG_VERSION"), "utf8")).trim();
  if (clusterVersion === binaries.major) return binaries;
  throw new Error(
    `The database in ${cluster} needs PostgreSQL ${clusterVersion}, but this Docket includes PostgreSQL ${binaries.major}. ` +
      `Start the old Docket and move the data with pg_dump, or choose another DATA_DIR.`,
  );
}

async function existing(dataDir: string): Promise<ClusterLocation | null> {
  const path = join(dataDir, "postgres");
  if (!(await lstat(path).catch(() => null))) return null;
  const cluster = await realpath(path).catch((error: NodeJS.ErrnoException) => {
    throw error.code === "ENOENT"
      ? new Error(`The database for ${dataDir} is missing: ${path} points to a folder that does not exist.`)
      : error;
  });
  const names = await readdir(cluster).catch(async (error: NodeJS.ErrnoException) => {
    throw error.code === "EACCES" ? await foreign(cluster) : error;
  });
  if (names.length === 0) return null;
  if (!names.includes("PG_VERSION")) throw new Error(`${cluster} is not empty and is not a PostgreSQL data folder.`);
  return { dataDir, cluster, account: await ownerOf(cluster) };
}

async function foreign(path: string): Promise<Error> {
  const owner = await stat(path).then(
    ({ uid }) => `the user with the number ${uid}`,
    () => "another user",
  );
  return new Error(`The database in ${path} belongs to ${owner}: run Docket as the user who created it.`);
}

// The account that created a cluster keeps running it, even if another account would be chosen today.
async function ownerOf(cluster: string): Promise<Account | null> {
  const { uid, gid, mode } = await stat(cluster);
  const isMine = uid === process.getuid?.();
  if (!isMine && !isRoot()) throw await foreign(cluster);
  const account = isRoot() ? (isMine ? await giveAway(cluster) : { uid, gid }) : null;
  // a copy or a restored backup may have lost the permissions that PostgreSQL requires
  if (mode & 0o027) await chmod(cluster, 0o700);
  if (account && !(await canEnter(cluster, account)))
    throw new Error(
      `PostgreSQL runs as user ID ${account.uid} and cannot reach ${cluster}: it has no access to a parent folder.`,
    );
  return account;
}

// root copied or restored it
async function giveAway(cluster: string): Promise<Account> {
  const account = await findAccount();
  await run("chown", ["-R", `${account.uid}:${account.gid}`, cluster]);
  return account;
}

async function makePlace(dataDir: string): Promise<ClusterLocation> {
  const account = isRoot() ? await findAccount() : null;
  const { folder } = await findBinaries(account, storeOf(dataDir));
  const entry = join(dataDir, "postgres");
  const isNear = await canEnter(dataDir, account);
  // a random name, so that a new checkout at an old path never gets the data of the previous one
  const cluster = isNear ? entry : join(CLUSTERS, randomBytes(8).toString("hex"));
  if (!isNear) await openFolder(dirname(cluster));
  if (!isNear) await writeFile(`${cluster}.txt`, `The database of ${dataDir}\n`);
  await makeCluster({ cluster, entry, account, binaries: folder });
  const location = await existing(dataDir);
  if (!location) throw new Error(`The database could not be created in ${cluster}.`);
  return location;
}

async function openFolder(folder: string): Promise<void> {
  const createdFolder = await mkdir(folder, { recursive: true });
  for (let at = folder; createdFolder && at.length >= createdFolder.length; at = dirname(at)) await chmod(at, 0o755);
}
