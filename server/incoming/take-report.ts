import { addComment } from "../comments/comments.ts";
import { emailOfBounce, emailOfMessageId, tagOf } from "../emails/addresses.ts";
import { type ReportedEmail, recordReport } from "../emails/reports.ts";
import { undeliveredNote } from "../emails/undelivered-note.ts";
import { type Db, query } from "../platform/database.ts";
import { updateTicket } from "../tickets/tickets.ts";
import type { Intake } from "./context.ts";
import type { ParsedEmail } from "./message.ts";
import type { DeliveryReport } from "./report.ts";
import type { Ending } from "./settle.ts";

/**
 * Applies a delivery report to its email. The signed return address proves that a mail server on the email's way wrote the
 * report, because no one else gets that address. A Message-ID proves nothing: everyone who got the email knows it. A report
 * about an email that is not ours has no effect.
 */
export async function takeReport(
  { db, sealing }: Pick<Intake, "db" | "sealing">,
  recipients: readonly string[],
  message: ParsedEmail,
): Promise<Ending> {
  const { reports, complainedSender, reportedMessageId, inReplyTo, references } = message;
  const returnAddress = [...recipients, complainedSender ?? ""]
    .map((address) => tagOf(address))
    .find((tag) => tag?.kind === "b");
  const provenEmail = returnAddress ? emailOfBounce(sealing, returnAddress.token) : null;
  const ids = [reportedMessageId, inReplyTo, ...references].filter((id) => id !== null);
  const email = provenEmail ?? ids.map((id) => emailOfMessageId(sealing, id)).find((id) => id !== null) ?? null;
  const results = reports.length > 0 ? reports : returnAddress ? [UNEXPLAINED_FAILURE] : [];
  const reportedEmail =
    email && results.length > 0 ? await recordReport(db, email, results, provenEmail !== null) : null;
  if (!reportedEmail) return { state: "done", outcome: "automatic", reason: "unknown_report" };
  if (reportedEmail.isNews && reportedEmail.ticket && !reportedEmail.isToUser)
    await tellOfBounce(db, { ...reportedEmail, ticket: reportedEmail.ticket });
  const { action, isComplaint, diagnostic } = reportedEmail.report;
  return {
    state: "done",
    outcome: "bounce",
    reason: isComplaint ? "complaint" : action,
    detail: reportedEmail.isProven ? diagnostic : `${NOT_PROVEN} ${diagnostic}`.trim(),
    ticket: reportedEmail.ticket,
  };
}

const UNEXPLAINED_FAILURE: DeliveryReport = {
  action: "failed",
  status: "",
  recipients: [],
  diagnostic: "",
  isComplaint: false,
};
const NOT_PROVEN = "Nothing proves this report, so the email’s state and the address stay as they are.";

/** Says in the ticket that a reply did not arrive. If that is certain, reopens the ticket, because a customer is waiting. */
async function tellOfBounce(
  db: Db,
  { ticket, address, report, isProven }: ReportedEmail & { ticket: string },
): Promise<void> {
  const [row] = await query<{ status: string }>(db, "select status from tickets where id = $1 and deleted_at is null", [
    ticket,
  ]);
  if (!row) return;
  const system = { kind: "system", id: null, name: "Docket", via: "mail" } as const;
  await addComment(
    db,
    system,
    ticket,
    undeliveredNote(address, report.diagnostic, { isCertain: isProven, status: report.status }),
    true,
  );
  if (isProven && (row.status === "resolved" || row.status === "closed"))
    await updateTicket(db, system, ticket, { status: "in_progress" }, null);
}
