import type { CheckStep } from "../../wire/mailboxes.ts";
import type { CheckContext, CheckResult } from "./check.ts";
import { openSignedIn } from "./grants.ts";
import { ImapError, type ImapSession, type ImapStage, openImap } from "./imap.ts";
import { OAuthError } from "./oauth.ts";
import type { Receiver } from "./receivers.ts";

const STAGES = ["dns", "tcp", "tls", "login", "folder"] as const;
const stepOf = (stage: ImapStage): CheckStep => `imap_${stage}`;

/** Tries each step until the folder with the emails is open, and reports how far that gets. */
export async function checkImap(context: CheckContext, receiver: Receiver): Promise<CheckResult[]> {
  const { resolver } = context;
  const { host } = receiver.imap;
  let addresses: string[];
  try {
    addresses = await resolver.addresses(host);
  } catch (error) {
    return failedAt(
      "dns",
      `The name ${host} could not be looked up (${(error as Error).message}). Check its spelling.`,
    );
  }
  const dns: CheckResult = { step: "imap_dns", result: "ok", detail: `${host} is ${addresses.join(", ")}.` };
  let session: ImapSession;
  try {
    session = await openSignedIn(context, receiver.id, receiver.imap, openImap);
  } catch (error) {
    if (error instanceof OAuthError) return [dns, { step: "imap_login", result: "failed", detail: error.message }];
    if (!(error instanceof ImapError)) throw error;
    return [dns, ...failedAt(error.stage, sentenceOf(error, receiver)).filter(({ step }) => step !== "imap_dns")];
  }
  try {
    return [dns, ...connectionSteps(receiver, session), await checkFolder(receiver, session)];
  } finally {
    session.close();
  }
}

function sentenceOf({ stage, message }: ImapError, { imap: { host, port, username, folder } }: Receiver): string {
  const sentences: Record<ImapStage, string> = {
    dns: `The name ${host} could not be looked up (${message}).`,
    tcp: `No connection to ${host}, port ${port} (${message}). Check the port and the firewall.`,
    tls: `The connection could not be encrypted (${message}). Docket does not sign in without encryption.`,
    login: `${host} refused to sign in ${username} (${message}). Check the password; some providers ask for an app password.`,
    folder: `${host} did not open the folder ${folder} (${message}). Check its name.`,
  };
  return sentences[stage];
}

const failedAt = (stage: ImapStage, detail: string): CheckResult[] => {
  const at = STAGES.indexOf(stage);
  return STAGES.map((each, index) => {
    if (index === at) return { step: stepOf(each), result: "failed", detail };
    return index < at
      ? { step: stepOf(each), result: "ok", detail: "Done." }
      : { step: stepOf(each), result: "skipped", detail: "Not tried, because an earlier step failed." };
  });
};

const connectionSteps = ({ imap: { host, port, username } }: Receiver, { isEncrypted }: ImapSession): CheckResult[] => [
  { step: "imap_tcp", result: "ok", detail: `Connected to ${host}, port ${port}.` },
  isEncrypted
    ? { step: "imap_tls", result: "ok", detail: "The connection is encrypted and the certificate is valid." }
    : {
        step: "imap_tls",
        result: "warning",
        detail: "The connection is not encrypted. Use this only for a server on the same machine.",
      },
  { step: "imap_login", result: "ok", detail: `Signed in as ${username}.` },
];

async function checkFolder({ imap, after, moveTo }: Receiver, session: ImapSession): Promise<CheckResult> {
  const count = (await session.uidsAfter(0)).length;
  const holds = `The folder ${imap.folder} holds ${count} ${count === 1 ? "email" : "emails"}.`;
  if (after === "leave") return { step: "imap_folder", result: "ok", detail: holds };
  return (await session.hasFolder(moveTo))
    ? { step: "imap_folder", result: "ok", detail: `${holds} The folder ${moveTo} exists.` }
    : { step: "imap_folder", result: "warning", detail: `${holds} The folder ${moveTo} does not exist yet.` };
}
