import { parentPort, workerData } from "node:worker_threads";
import { openIntake } from "./incoming/context.ts";
import { startIntake } from "./incoming/intake.ts";
import type { ThreadData } from "./intake-thread.ts";
import { oauthApps } from "./mailboxes/oauth-apps.ts";
import { openStorage } from "./open.ts";
import { openDatabase } from "./platform/database.ts";
import { freeBytesOf, watchDisks } from "./platform/disk-space.ts";
import { openLog } from "./platform/log.ts";
import { lowerBackend, lowerThread } from "./platform/priority.ts";
import { openDocket } from "./services.ts";

// one for the email that is written, one for the claims, and one to spare
const CONNECTIONS = 3;

const { config, secretKey, connection, isEmbedded, folders } = workerData as ThreadData;
lowerThread();
const log = openLog(config.logLevel);
const database = openDatabase(connection, {
  size: CONNECTIONS,
  onError: (error) => log.warn({ err: error }, "a connection to the database was lost"),
  ...(isEmbedded && { onBackend: lowerBackend }),
});
const disks = await watchDisks(freeBytesOf(folders), log);
const storage = await openStorage(config, log);
const docket = openDocket({ config, secretKey, database, storage, disks, log });
const intake = openIntake(docket, config.mailKeepDays, oauthApps(config.mailOAuth));
intake.onNewTicket = async (ticket) => parentPort!.postMessage(ticket);
const stop = startIntake(intake);

parentPort!.on("message", async (message: "arrival" | "stop") => {
  if (message === "arrival") return intake.arrivals.ring();
  await stop();
  disks.close();
  await database.close();
  process.exit(0);
});
