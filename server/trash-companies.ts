import type { TrashTickets } from "./companies/companies.ts";
import { afterCommit, type Db } from "./platform/database.ts";
import type { Docket } from "./platform/docket.ts";
import { finishCompanyTrash, trashTicketsOf } from "./tickets/company-trash.ts";

/** Moves the tickets of a company that is deleted to the trash: a batch at once, the rest after the response. */
export const trashTickets =
  ({ db: pool, log }: Pick<Docket, "db" | "log">): TrashTickets =>
  async (db: Db, actor, company) => {
    if (await trashTicketsOf(db, actor, company)) return;
    await afterCommit(db, async () => {
      void finishCompanyTrash(pool).catch((error: unknown) =>
        log.warn({ err: error }, "could not move all tickets of a deleted company to the trash; a job continues"),
      );
    });
  };
