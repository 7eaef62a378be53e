import { openDelivery } from "../server/emails/delivery.ts";
import { addReaders, runReaction } from "../server/events/reader.ts";
import { reactionsOf } from "../server/reactions.ts";
import type { MailServer } from "./mail-server.ts";
import type { World } from "./world.ts";

/** What a server with WORKER does by itself, one step at a time. */
export interface EmailWorker {
  /** Runs every reaction to what has happened. */
  react(): Promise<void>;
  /** Sends what is due. */
  deliver(): Promise<void>;
  /** Lets time pass for the delivery. */
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

/** An enabled mailbox that sends to a server of the tests. */
export const createMailbox = async (world: World, server: MailServer, values: Record<string, unknown> = {}) =>
  (
    await world.admin.post("/mailboxes/", {
      name: "Harbour Support",
      address: "support@docket.test",
      smtp_host: "127.0.0.1",
      smtp_port: server.port,
      smtp_security: "none",
      is_enabled: true,
      ...values,
    })
  ).body;
