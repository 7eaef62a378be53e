import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { newKey } from "../attachments/file-names.ts";
import { expectFile } from "../attachments/unclaimed.ts";
import { addComment } from "../comments/comments.ts";
import { isLoopHeader, tagOf } from "../emails/addresses.ts";
import { afterCommit, type Db, query, transact } from "../platform/database.ts";
import { type Authentication, checkAuthenticity } from "./authenticate.ts";
import { type Classification, classify } from "./classify.ts";
import type { Intake } from "./context.ts";
import { addToTicket, type IncomingDelivery, isDeskAddress, openTicket, type StoredFile } from "./deliver.ts";
import type { PlaceInLine } from "./line.ts";
import type { ParsedEmail } from "./message.ts";
import { findDuplicate, isRepeatingSender } from "./repeats.ts";
import { ruleFor, type SenderRule } from "./sender-rules.ts";
import { type ClaimedArrival, type Ending, end, type Findings, TakenOverError } from "./settle.ts";
import { takeReport } from "./take-report.ts";
import { findThread, type Thread } from "./threads.ts";

/** Everything that is read and looked up before anything is written. */
interface EmailContent extends Findings {
  message: ParsedEmail;
  files: StoredFile[];
  own: ReadonlySet<string>;
}

/** Decides what an email is and where it goes, and writes the result at once. */
export async function processEmail(
  intake: Intake,
  email: ClaimedArrival,
  bytes: Buffer,
  message: ParsedEmail,
  place: PlaceInLine,
): Promise<void> {
  const own = new Set(email.own_addresses);
  const { sender } = message;
  const auth = "address" in sender ? await checkAuthenticity(bytes, sender.address, email.envelope, intake) : undefined;
  await intake.onStep("authenticated");
  const hasNewFiles = message.files.length > 0 && (await findDuplicate(intake.db, email, message)) === null;
  const files = hasNewFiles ? await storeFiles(intake, message) : [];
  await intake.onStep("files stored");
  await place.inTurn(() =>
    transact(intake.db, async (db) => {
      // one at a time, so that two emails of a stranger create one contact, and two copies of an email one ticket
      await query(db, "select pg_advisory_xact_lock(hashtext('docket intake'))");
      const content: EmailContent = { message, files, own, ...(auth && { auth }) };
      const [ending, findings] = await decide({ ...intake, db }, email, content);
      if (!(await end(db, email, ending, findings))) throw new TakenOverError();
    }),
  );
  await intake.onStep("settled");
}

type Decision = [Ending, Findings];

async function decide(intake: Intake, email: ClaimedArrival, content: EmailContent): Promise<Decision> {
  const { db } = intake;
  const { message, auth } = content;
  const duplicate = await findDuplicate(db, email, message);
  if (duplicate) return [{ state: "done", outcome: "duplicate", ...duplicate }, content];
  const classification = classify(message, knownOf(intake, email, content));
  const findings: Findings = { message, signals: classification.signals, ...(auth && { auth }) };
  const recipients = recipientsOf(email, message);
  if (classification.kind === "report") return [await takeReport(intake, recipients, message), findings];
  const { sender } = message;
  if ("problem" in sender || !auth)
    return [{ state: "quarantined", reason: "sender", detail: "problem" in sender ? sender.problem : "" }, findings];
  if (classification.kind === "ours") return [{ state: "done", outcome: "automatic", reason: "ours" }, findings];
  const rule = await ruleFor(db, sender.address);
  if (rule)
    findings.signals = [...classification.signals, { signal: "sender rule", value: `${rule.action}: ${rule.pattern}` }];
  return [await applyOutcome(intake, email, { ...content, auth, sender, recipients, classification, rule }), findings];
}

const recipientsOf = ({ envelope }: ClaimedArrival, { addressed }: ParsedEmail) => [
  ...new Set([...(envelope.to ?? []), ...addressed]),
];

function knownOf(
  { sealing }: Intake,
  email: ClaimedArrival,
  { message, own }: EmailContent,
): Parameters<typeof classify>[1] {
  const mark = message.marks["x-docket-loop"];
  return {
    envelopeFrom: email.envelope.from,
    isOwnAddress: "address" in message.sender && isDeskAddress(message.sender.address, own),
    loop: mark === undefined ? "none" : isLoopHeader(sealing, mark) ? "ours" : "other",
    isToBounceAddress: recipientsOf(email, message).some((address) => tagOf(address)?.kind === "b"),
  };
}

interface EmailPlacement extends EmailContent {
  auth: Authentication;
  sender: { address: string; name: string };
  recipients: readonly string[];
  classification: Classification;
  rule: SenderRule | null;
}

/** Adds a message by a person or a program to its ticket, or opens a ticket for it. */
async function applyOutcome(intake: Intake, email: ClaimedArrival, analysis: EmailPlacement): Promise<Ending> {
  const { db, sealing, zone } = intake;
  const { message, auth, sender, recipients, classification, files, own } = analysis;
  const thread = email.chosen_ticket
    ? chosenThread(email.chosen_ticket)
    : await findThread(db, sealing, message, { from: sender.address, recipients, auth });
  const { ticket, matchedBy, matchedText, suggestions } = thread;
  const match = { matchedBy, matchedText, suggestions };
  const reason = email.released_by ? null : await reasonToHold(db, email, analysis, ticket !== null);
  if (reason) {
    if (reason === "robot") await tellOfRobot(db, ticket, sender.address);
    const detail = reason === "spam" ? analysis.rule!.pattern : HELD_BECAUSE[reason];
    return { state: "held", reason, detail, ...match, ticket };
  }
  const delivery = { email, message, from: sender, auth, files, ownAddresses: own, zone };
  if (ticket) return { ...match, ...(await applyToTicket(db, delivery, { ...thread, ticket }, classification)) };
  if (classification.kind === "auto_reply") return { state: "done", outcome: "automatic", ...match };
  const isAutomatic = classification.kind !== "human";
  const newTicket = await openTicket(db, { ...delivery, isAutomatic });
  await afterCommit(db, () => intake.onNewTicket(newTicket));
  return { state: "done", outcome: "ticket", ...match, ticket: newTicket.id, brings: { isAutomatic, quotedHtml: "" } };
}

/** Adds a message to the ticket that it belongs to. */
async function applyToTicket(
  db: Db,
  delivery: Omit<IncomingDelivery, "isAutomatic">,
  thread: Thread & { ticket: string },
  { kind }: Classification,
): Promise<Ending> {
  const { ticket } = thread;
  const isAutomatic = kind === "auto_reply" || kind === "notice";
  if (isAutomatic && thread.agent) return { state: "done", outcome: "automatic" };
  // agents decide about a message without authentication, or by someone who is not a participant
  const takesPart = thread.takesPart && (delivery.auth.verdict !== "fail" || thread.matchedBy === "person");
  const author = takesPart ? "customer" : thread.agent ? { agent: thread.agent } : "outsider";
  const comment = await addToTicket(db, { ...delivery, isAutomatic }, ticket, author);
  const result = {
    state: "done" as const,
    ticket,
    comment,
    brings: { isAutomatic, quotedHtml: delivery.message.quotedHtml },
  };
  if (isAutomatic) return { ...result, outcome: "automatic" };
  if (author !== "outsider") return { ...result, outcome: "reply" };
  return { ...result, outcome: "third_party", reason: thread.takesPart ? "sender_not_proven" : "not_a_participant" };
}

const chosenThread = (ticket: string): Thread => ({
  ticket,
  matchedBy: "person",
  matchedText: null,
  takesPart: true,
  agent: null,
  suggestions: [],
});

const HELD_BECAUSE = {
  robot: "More than five emails of this sender within ten minutes.",
  sender_not_proven: "Neither SPF nor DKIM proves its sender, and the sender's domain asks to refuse such emails.",
};

/**
 * Adds a note that a sender's emails are held, to the ticket that they belong to or else to the last one that they opened. It
 * comes once, and again only after the emails have stopped for ten minutes.
 */
async function tellOfRobot(db: Db, ticket: string | null, address: string): Promise<void> {
  const [row] = await query<{ ticket: string | null; was_told: boolean }>(
    db,
    `select coalesce($1, (select i.ticket
         from incoming_emails i
         join tickets t on t.id = i.ticket and t.deleted_at is null
         where i.from_address = $2 and i.state = 'done'
         order by i.serial desc limit 1)) as ticket,
       exists (
         select from incoming_emails
         where ticket is not distinct from $1 and from_address = $2 and state = 'held' and reason = 'robot'
           and ended_at > now() - interval '10 minutes'
       ) as was_told`,
    [ticket, address],
  );
  if (!row?.ticket || row.was_told) return;
  const system = { kind: "system", id: null, name: "Docket", via: "mail" } as const;
  const text = `${address} has sent more than five emails within ten minutes, like a program. Further ones are held until an Admin lets them through in Settings → Email → Incoming.`;
  await addComment(db, system, row.ticket, text, true);
}

/** Why a person has to decide first. */
async function reasonToHold(
  db: Db,
  email: ClaimedArrival,
  { auth, sender, rule }: EmailPlacement,
  isMatched: boolean,
): Promise<"spam" | keyof typeof HELD_BECAUSE | null> {
  if (rule?.action === "spam") return "spam";
  if (rule?.action === "accept") return null;
  if (await isRepeatingSender(db, email, sender.address)) return "robot";
  if (isMatched || auth.verdict !== "fail") return null;
  return auth.policy === "none" ? null : "sender_not_proven";
}

/** Stores the files of an email. Each is registered first, so that unused ones are deleted. */
async function storeFiles(intake: Intake, { files }: ParsedEmail): Promise<StoredFile[]> {
  const storedFiles: StoredFile[] = [];
  for (const { content, ...file } of files) {
    const key = newKey(`${randomBytes(4).toString("hex")}_${file.name}`, new Date());
    await expectFile(intake, key);
    const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
    storedFiles.push({ ...file, file: key, ...(await intake.storage.put(key, Readable.from([bytes]))) });
  }
  return storedFiles;
}
