import { openDatabase } from "../server/platform/database.ts";
import { createDueTickets } from "../server/recurrences/run.ts";

// A server's job for recurring tickets in a process of its own, for a test that kills it; the argument is the connection.

const database = openDatabase(JSON.parse(process.argv[2]!));
await createDueTickets(database.db, "UTC", console);
await database.close();
