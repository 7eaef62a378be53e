import { noSuch } from "../../wire/problems.ts";
import { type Db, query } from "../platform/database.ts";
import { writeEmails } from "./write.ts";

/** Writes a test email for a mailbox, and returns its ID. */
export async function writeTestEmail(db: Db, mailbox: string, address: string): Promise<string | undefined> {
  const [id] = await writeEmails(db, { mailOut: "on" }, [{ kind: "test", mailbox, recipient: { address, name: "" } }]);
  return id;
}

/** Throws unless there is such a mailbox. */
export async function requireMailbox(db: Db, id: string): Promise<void> {
  if ((await query(db, "select 1 from mailboxes where id = $1", [id])).length === 0) throw noSuch("Mailbox");
}
