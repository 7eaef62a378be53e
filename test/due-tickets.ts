import { openDatabase } from "../server/platform/database.ts";
import { createDueTickets } from "../server/recurrences/run.ts";

// Runs a server's job for recurring tickets in its own process, for a test that kills it. The argument is the
// connection.

const database = openDatabase(JSON.parse(process.argv[2]!));
await createDueTickets(database.db, "UTC", console);
await database.close();
