import type { AddressSettings } from "./addresses.ts";
import type { Db, IndependentQuery } from "./database.ts";
import type { Log } from "./log.ts";
import type { Sealing } from "./sealing.ts";
import type { Links } from "./signed-links.ts";
import type { Storage } from "./storage.ts";

/** What every route uses, except the database: each request brings its own Db, which may be a transaction. */
export interface RouteServices {
  independentQuery: IndependentQuery;
  log: Log;
  /** The zone of times without one, and of the day in a ticket number (IANA name). */
  zone: string;
  addresses: AddressSettings;
  links: Links;
  sealing: Sealing;
  storage: Storage;
  maxUploadBytes: number;
}

/** What work outside requests uses (jobs, sending, live events). */
export interface Docket extends RouteServices {
  db: Db;
  /** Whether a disk is too full for work that can wait. */
  isDiskLow(): boolean;
}
