import { openDelivery } from "../server/emails/delivery.ts";
import { addReaders, runReaction } from "../server/events/reader.ts";
import { reactionsOf } from "../server/reactions.ts";
import { openMailServer, type TestMailServer } from "./mail-server.ts";
import { openWorld, type World } from "./world.ts";

/** Runs the work of a server with WORKER=on one step at a time. */
export interface EmailWorker {
  /** Runs all pending reactions to events. */
  react(): Promise<void>;
  /** Sends the emails that are due. */
  deliver(): Promise<void>;
  /** Moves the time of the delivery forward. */
  later(seconds: number): void;
}

export async function openEmailWorker({ app, database }: World): Promise<EmailWorker> {
  const reactions = reactionsOf(app.mail);
  await addReaders(database.db, reactions);
  return {
    react: async () => {
      for (const reaction of reactions) while (await runReaction(database.db, reaction));
    },
    deliver: async () => {
      const delivery = openDelivery(app.mail);
      await delivery.deliverDue();
      await delivery.close();
    },
    later: (seconds) => {
      app.mail.aheadSeconds += seconds;
    },
  };
}

export interface MailDesk {
  world: World;
  server: TestMailServer;
  worker: EmailWorker;
  company: string;
}

/** A desk with a company, a mail server, and a worker that sends emails to it. `replyDelayMs`: how long replies wait. */
export async function openMailDesk(replyDelayMs?: number): Promise<MailDesk> {
  const world = await openWorld({ PUBLIC_URL: "https://desk.docket.test" }, { replyDelayMs });
  const server = await openMailServer();
  const worker = await openEmailWorker(world);
  const company = (await world.admin.post("/companies/", { name: "Harbour Hotel" })).body.id;
  return { world, server, worker, company };
}

/** The fields with which a mailbox sends to a mail server of the tests. */
export const sendsTo = ({ port }: TestMailServer) => ({
  smtp_host: "127.0.0.1",
  smtp_port: port,
  smtp_security: "none",
  is_enabled: true,
});

/** An enabled mailbox that sends to a mail server of the tests. */
export const addMailbox = async (world: World, server: TestMailServer, values: Record<string, unknown> = {}) =>
  (
    await world.admin.post("/mailboxes/", {
      name: "Harbour Support",
      address: "support@docket.test",
      ...sendsTo(server),
      ...values,
    })
  ).body;
