import type { AddressInfo } from "node:net";
import { parseArgs } from "node:util";
import { type App, buildApp } from "../app.ts";
import { type Config, loadSecretKey, readConfig, settings, showSettings } from "../config.ts";
import { demoAccounts } from "../demo/accounts.ts";
import { hasTickets } from "../demo/fill.ts";
import { startIntakeThread } from "../intake-thread.ts";
import { startJobs } from "../jobs.ts";
import { type OpenDatabase, openMigrated, openStorage } from "../open.ts";
import { freeBytesOf, watchDisks } from "../platform/disk-space.ts";
import { type Log, openLog } from "../platform/log.ts";
import { builtWebApp } from "../web-app.ts";
import { fillNewDesk } from "./demo.ts";
import { hasAdmin, hasUsers, makeAdmin, NO_ADMIN, signInHint } from "./first-admin.ts";

type Stop = () => Promise<unknown>;

const HELP = `npm start [-- --demo]

Starts Docket: API, web app, documentation and background jobs, and its own PostgreSQL unless DATABASE_URL is set.

--demo  add sample data if there are no tickets yet

Settings (environment variables):
${settings.map(({ name, fallback, about }) => `  ${name.padEnd(20)} ${about}${fallback ? ` [${fallback}]` : ""}`).join("\n")}`;

export async function run(args: string[]): Promise<void> {
  const options = { help: { type: "boolean", short: "h" }, demo: { type: "boolean" } } as const;
  const { values } = parseArgs({ args, options });
  if (values.help) return console.log(HELP);
  const config = readConfig(process.env);
  const log = openLog(config.logLevel);
  const stops: Stop[] = [];
  const starting = start(config, log, stops, values.demo ?? false);
  stopOnSignal(starting, stops, log);
  try {
    await starting;
  } catch (error) {
    await stopAll(stops, log);
    throw error;
  }
}

async function start(config: Config, log: Log, stops: Stop[], isDemo: boolean): Promise<void> {
  const docket = await openMigrated(config, log);
  stops.push(docket.close);
  await claim(config, docket);
  const { db } = docket.database;
  const admin = (await hasUsers(db)) ? null : await makeAdmin(db, config);
  const secretKey = loadSecretKey(config);
  const storage = await openStorage(config, log);
  const folders = { database: docket.embedded?.folder, files: config.s3 ? null : config.dataDir };
  const disks = await watchDisks(freeBytesOf(folders), log);
  stops.push(async () => disks.close());
  if (isDemo) await fillNewDesk({ db, storage, zone: config.zone }, config.dataDir);
  const webApp = await builtWebApp(log);
  const demo = await demoAccounts(db, config, isDemo);
  const services = { config, secretKey, database: docket.database, storage, disks, log };
  const app = await buildApp({ ...services, settings: showSettings(process.env), webApp, demo });
  stops.push(app.close);
  await app.http.listen({ host: config.host, port: config.port }).catch((error: { code?: string }) => {
    throw error.code === "EADDRINUSE" ? new Error(`Port ${config.port} is in use. Set PORT to a free one.`) : error;
  });
  welcome(config, app, [
    ...(admin ? [`Sign in as ${admin.username} ${signInHint(admin)}${admin.password ? " (shown only now)" : ""}`] : []),
    ...((await hasAdmin(db)) ? [] : [NO_ADMIN]),
    ...((await hasTickets(db)) ? [] : ["No tickets yet. Add sample data: npm run demo"]),
  ]);
  if (config.mailListen) {
    const { startListener } = await import("../incoming/listener.ts");
    stops.push((await startListener(app.intake, config.mailListen)).close);
  }
  if (!config.isWorker) return;
  const { connection, embedded } = docket;
  const data = { config, secretKey, connection, isEmbedded: embedded !== null, folders };
  stops.push(await startJobs(connection, app, log, (intake) => startIntakeThread(intake, data)));
}

async function claim({ host, port }: Config, { embedded }: OpenDatabase): Promise<void> {
  const other = await embedded?.claim(`http://${host.includes(":") ? `[${host}]` : host}:${port}`);
  if (other)
    throw new Error(`Docket is already running with this DATA_DIR (${other}). Stop it, or choose another DATA_DIR.`);
}

// Lets running requests and jobs finish, then stops PostgreSQL; a second signal does not wait.
function stopOnSignal(starting: Promise<void>, stops: Stop[], log: Log): void {
  let isStopping = false;
  const stop = async () => {
    if (isStopping) process.exit(1);
    isStopping = true;
    // also stops what is still starting
    await starting.catch(() => {});
    await stopAll(stops, log);
    process.exit(0);
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
}

/** Stops what was started, in reverse order, each part once. */
async function stopAll(stops: Stop[], log: Log): Promise<void> {
  for (let each = stops.pop(); each; each = stops.pop())
    await each().catch((error: unknown) => log.error({ err: error }, "error while stopping"));
}

function welcome({ publicUrl }: Config, { http }: App, startupMessages: readonly string[]): void {
  const { family, address, port } = http.server.address() as AddressInfo;
  const here = publicUrl ?? `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
  const lines = [...startupMessages, `API documentation: ${here}/api/docs/`, "Press Ctrl-C to stop"];
  console.log(
    `\n${[`Docket is running. Open ${here} in your browser.`, ...lines.map((line) => `  ${line}`)].join("\n")}\n`,
  );
}
