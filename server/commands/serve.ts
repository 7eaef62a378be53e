import { randomBytes } from "node:crypto";
import type { AddressInfo } from "node:net";
import { parseArgs } from "node:util";
import { type App, buildApp } from "../app.ts";
import { type Config, loadSecretKey, readConfig, settings, showSettings } from "../config.ts";
import { startJobs } from "../jobs.ts";
import { type Opened, openMigrated, openStorage } from "../open.ts";
import { type Db, query } from "../platform/database.ts";
import { type Log, openLog } from "../platform/log.ts";
import { createUser } from "../users/users.ts";
import { builtWebApp } from "../web-app.ts";

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { help: { type: "boolean", short: "h" } } });
  if (values.help) return help();
  const config = readConfig(process.env);
  const log = openLog(config.logLevel);
  const stops: (() => Promise<void>)[] = [];
  stopOnSignal(stops, log);
  const opened = await openMigrated(config, log);
  stops.unshift(() => opened.close());
  const address = `http://${config.host.includes(":") ? `[${config.host}]` : config.host}:${config.port}`;
  const other = await opened.embedded?.claim(address);
  if (other) {
    await opened.close();
    throw new Error(
      `Docket already serves this data folder (${other}). Stop it first, or give this one another DATA_DIR.`,
    );
  }
  const admin = await firstAdmin(opened.database.db, config);
  const app = await start(config, opened, log).catch(async (error: unknown) => {
    await opened.close();
    throw error;
  });
  stops.unshift(() => app.close());
  welcome(config, app, admin);
  if (config.isWorker) stops.splice(1, 0, await startJobs(opened.connection, app.docket, log));
}

async function start(config: Config, { database }: Opened, log: Log): Promise<App> {
  const storage = await openStorage(config, log);
  const webApp = await builtWebApp(log);
  const settings = showSettings(process.env);
  const secretKey = loadSecretKey(config);
  const app = await buildApp({ config, settings, secretKey, database, storage, log, webApp });
  await app.http.listen({ host: config.host, port: config.port }).catch((error: { code?: string }) => {
    throw error.code === "EADDRINUSE" ? new Error(`Port ${config.port} is taken. Set PORT to another one.`) : error;
  });
  return app;
}

// Lets running requests and jobs finish, then stops PostgreSQL; a second signal does not wait.
function stopOnSignal(stops: readonly (() => Promise<void>)[], log: Log): void {
  let isStopping = false;
  const stop = async () => {
    if (isStopping) process.exit(1);
    isStopping = true;
    for (const each of stops) await each().catch((error: unknown) => log.error({ err: error }, "stopping"));
    process.exit(0);
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
}

async function firstAdmin(db: Db, { admin }: Config): Promise<{ username: string; password: string | null } | null> {
  if ((await query(db, "select 1 from users limit 1")).length > 0) return null;
  const password = admin.password ?? randomBytes(12).toString("base64url");
  const { username, email } = admin;
  // of two servers that start at once on one database, one makes the Admin
  await createUser(db, null, { username, email, password, role: "Admin", is_active: true }).catch(() => null);
  return { username, password: admin.password ? null : password };
}

function welcome(
  { publicUrl }: Config,
  { http }: App,
  admin: { username: string; password: string | null } | null,
): void {
  const { family, address, port } = http.server.address() as AddressInfo;
  const here = publicUrl ?? `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
  console.log(`\nDocket is ready at ${here}`);
  if (admin)
    console.log(
      `  Sign in as ${admin.username}${admin.password ? ` with the password ${admin.password} (shown only now)` : " with ADMIN_PASSWORD"}`,
    );
  console.log(`  Try the API: ${here}/api/docs/\n  Stop with Ctrl-C\n`);
}

function help(): void {
  console.log(
    "Starts the server: API, background jobs and documentation, and PostgreSQL unless DATABASE_URL names one.\n\nSettings (environment):",
  );
  for (const { name, fallback, about } of settings)
    console.log(`  ${name.padEnd(20)} ${about}${fallback ? ` [${fallback}]` : ""}`);
}
