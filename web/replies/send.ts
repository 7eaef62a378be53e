import "../lib/later-texts.ts";
import type { SentRecipients } from "../../wire/recipient-words.ts";
import type { Status } from "../../wire/ticket-words.ts";
import { api, Refusal } from "../lib/api.ts";
import { queryClient } from "../lib/query-client.ts";
import { t } from "../lib/texts.ts";
import type { TimelineEvent } from "../tickets/ticket-query.ts";
import { hideNotice, showError, showNotice } from "../ui/notices.ts";
import { type AttemptKeys, startAttempts } from "./attempts.ts";
import type { Changes } from "./carried-changes.ts";
import { type Reply, replyIsGone, replyWaits } from "./replies-query.ts";
import type { ReplyDraft } from "./reply-draft.ts";
import { joinTexts, restOf } from "./texts-together.ts";
import { fromServer } from "./written.ts";

/** The changes by others since the version that the author saw; the server reports them when it refuses to send. */
export interface ChangesSinceSeen {
  version: number;
  events: TimelineEvent[];
  waiting: Reply[];
}

/** Someone else changed the ticket in the meantime: nothing was sent. */
export class TicketChangedError extends Error {
  readonly changesSinceSeen: ChangesSinceSeen;

  constructor(changesSinceSeen: ChangesSinceSeen) {
    super("others were there");
    this.changesSinceSeen = changesSinceSeen;
  }
}

export interface ReplyToSend {
  /** The editor's content; `text` includes the signature. */
  written: string;
  text: string;
  status: Status | null;
  /** The version of the ticket that the author sees. */
  seen: number;
  force: boolean;
  /** When it is to be sent; null: at once, after the undo time. */
  sendAt: string | null;
  /** Who gets the reply by email; left out if the desk decides. */
  recipients: SentRecipients;
  /** Changes of the ticket beside those of the draft. */
  moreChanges: Changes;
}

const attempts = new WeakMap<ReplyDraft, AttemptKeys>();
/** The notice that says that sending a draft was undone. */
const undoNotices = new WeakMap<ReplyDraft, string>();

/** Another window has saved another version in the meantime: nothing was sent. */
export class DraftConflictError extends Error {}

/** Sends the draft. Until the server has accepted it, the draft stays as it is. */
export function sendReply(
  draft: ReplyDraft,
  { written, recipients, sendAt, moreChanges, ...sending }: ReplyToSend,
): Promise<Reply> {
  const { isNote, files, changes, macros } = draft.now.get();
  return draft.pauseSaving(async () => {
    const reply = await send(draft, {
      ...sending,
      ...recipients,
      ...(sendAt && { send_at: sendAt }),
      is_internal: isNote,
      files: files.map(({ id }) => id),
      changes: { ...changes, ...moreChanges },
      macros: [...macros],
    });
    const undoNotice = undoNotices.get(draft);
    if (undoNotice) hideNotice(undoNotice);
    // text that was typed in the meantime becomes a new draft
    const now = draft.now.get();
    const others = now.files.filter(({ id }) => !files.some((each) => each.id === id));
    const rest = restOf(written, now.text);
    const staysNote = now.isNote && (rest !== "" || others.length > 0);
    draft.clear({ text: rest, files: others, changes: {}, macros: [], recipients: null, isNote: staysNote });
    return replyWaits(reply);
  });
}

async function send(
  draft: ReplyDraft,
  values: Omit<ReplyToSend, "written" | "recipients" | "sendAt" | "moreChanges"> &
    SentRecipients & {
      send_at?: string;
      is_internal: boolean;
      files: string[];
      changes: Record<string, unknown>;
      macros: string[];
    },
) {
  const { state, version } = draft.now.get();
  if (state === "conflict") throw new DraftConflictError();
  const body = { ...values, draft: version };
  const attempt = attempts.get(draft) ?? startAttempts();
  attempts.set(draft, attempt);
  try {
    const headers = { "idempotency-key": attempt.keyFor(JSON.stringify(body)) };
    const reply = await api.post("/tickets/{id}/replies/", body, { path: { id: draft.ticket }, headers });
    attempt.done();
    return reply;
  } catch (error) {
    if (!(error instanceof Refusal) || error.status !== 409) throw error;
    if (Array.isArray(error.body.events)) throw new TicketChangedError(error.body as unknown as ChangesSinceSeen);
    if (!("version" in error.body)) throw error;
    if (await draft.checkConflict()) return send(draft, values);
    throw new DraftConflictError();
  }
}

/** Undoes sending: the text and files of the reply become a draft again. */
export async function undoReply(draft: ReplyDraft, reply: Reply): Promise<boolean> {
  try {
    // the server puts the returned text before the text that was begun since
    await draft.pauseSaving(async () => {
      const before = draft.now.get();
      const path = { id: reply.ticket, reply: reply.id };
      const cancelledReply = await api.remove("/tickets/{id}/replies/{reply}/", { path });
      replyIsGone(reply.ticket, reply.id);
      const now = draft.now.get();
      draft.replaceWith(fromServer(cancelledReply));
      // and the client adds what had not reached the server
      const rest = before.state === "saved" ? restOf(before.text, now.text) : now.text;
      if (rest)
        draft.setContent({
          text: joinTexts(cancelledReply.text, rest),
          isNote: cancelledReply.is_internal || now.isNote,
        });
    });
    undoNotices.set(draft, showNotice(t("replies.takenBack")));
    return true;
  } catch (error) {
    showError(error, t("replies.notTakenBack"));
    await queryClient.invalidateQueries({ queryKey: ["replies", reply.ticket] });
    return false;
  }
}

/** Sends a waiting reply at once. */
export async function sendReplyNow(reply: Reply): Promise<void> {
  const path = { id: reply.ticket, reply: reply.id };
  await api
    .post("/tickets/{id}/replies/{reply}/send_now/", {}, { path })
    .catch((error) => showError(error, t("replies.notSent")));
  queryClient.setQueryData<Reply[]>(["replies", reply.ticket], (now = []) =>
    now.map((each) => (each.id === reply.id ? { ...each, leavesAt: Date.now() } : each)),
  );
}
