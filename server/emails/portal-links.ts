import { createPortalLinks, hasPortalLinkRequests } from "../contacts/portal-links.ts";
import type { Mail } from "../mailboxes/mail.ts";
import { transact } from "../platform/database.ts";
import { writeEmails } from "./write.ts";

/** Writes the emails for contacts who want to sign in to the help center. */
export async function answerPortalLinkRequests(mail: Mail): Promise<void> {
  if (!(await hasPortalLinkRequests(mail.db))) return;
  await transact(mail.db, async (db) => {
    for (const { id, contact, name, address } of await createPortalLinks(db, mail.sealing))
      await writeEmails(db, mail, [
        { kind: "portal_link", recipient: { contact, name, address }, details: { link: id } },
      ]);
  });
}
