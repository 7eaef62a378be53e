import type { AddressSettings } from "./addresses.ts";
import type { Aside, Db } from "./database.ts";
import type { Log } from "./log.ts";
import type { Links } from "./signed-links.ts";
import type { Storage } from "./storage.ts";

/** What every feature of a running server stands on; handed down, never reached for. */
export interface Docket {
  db: Db;
  aside: Aside;
  log: Log;
  /** The zone of times that name none, and of a ticket number's day (IANA name). */
  zone: string;
  addresses: AddressSettings;
  links: Links;
  storage: Storage;
  maxUploadBytes: number;
}
