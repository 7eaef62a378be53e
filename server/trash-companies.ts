import type { TicketsOfCompany } from "./companies/companies.ts";
import { afterCommit, type Db } from "./platform/database.ts";
import type { Docket } from "./platform/docket.ts";
import {
  finishCompanyRestores,
  finishCompanyTrash,
  restoreTicketsOf,
  trashTicketsOf,
} from "./tickets/company-trash.ts";

/**
 * Moves the tickets of a company that is deleted to the trash, or those of one that is restored back: a batch at once,
 * the rest after the response. `batchSize`: a test needs only a few tickets.
 */
export function ticketsOfCompany({ db: pool, log }: Pick<Docket, "db" | "log">, batchSize?: number): TicketsOfCompany {
  const finish = (db: Db, rest: typeof finishCompanyTrash, warning: string) =>
    afterCommit(db, async () => {
      void rest(pool, batchSize).catch((error: unknown) => log.warn({ err: error }, warning));
    });
  return {
    trash: async (db, actor, company) => {
      if (await trashTicketsOf(db, actor, company, batchSize)) return;
      const warning = "could not move all tickets of a deleted company to the trash; a job continues";
      await finish(db, finishCompanyTrash, warning);
    },
    restore: async (db, actor, company, deletedAt) => {
      if (await restoreTicketsOf(db, actor, company, deletedAt, batchSize)) return;
      await finish(db, finishCompanyRestores, "could not restore all tickets of a restored company; a job continues");
    },
  };
}
