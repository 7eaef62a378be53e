import type { Mailbox } from "./email-queries.ts";

/** What an enabled mailbox does, by its servers. */
export const workOf = ({ smtp_host, imap_host }: Pick<Mailbox, "smtp_host" | "imap_host">) =>
  smtp_host && imap_host ? "both" : imap_host ? "fetches" : "sends";
