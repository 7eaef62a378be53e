import type { Status } from "../../wire/ticket-words.ts";
import { api, Refusal } from "../lib/api.ts";
import { queryClient } from "../lib/query-client.ts";
import { t } from "../lib/texts.ts";
import type { TimelineEvent } from "../tickets/ticket-query.ts";
import { tellDone, tellProblem } from "../ui/notices.ts";
import type { Draft, DraftNow } from "./draft.ts";
import { type Reply, replyIsGone, replyWaits } from "./replies-query.ts";

/** What others did since one looked, as the server tells it when it refuses to send. */
export interface Meanwhile {
  version: number;
  events: TimelineEvent[];
  waiting: Reply[];
}

/** Somebody else was there meanwhile: nothing was sent. */
export class OthersWereThere extends Error {
  readonly meanwhile: Meanwhile;

  constructor(meanwhile: Meanwhile) {
    super("others were there");
    this.meanwhile = meanwhile;
  }
}

export interface Sending {
  text: string;
  status: Status | null;
  /** The version of the ticket that was before one's eyes. */
  seen: number;
  force: boolean;
}

// the same content sent again, because its answer was lost, is not sent twice
const keys = new WeakMap<Draft, { content: string; key: string }>();
function keyFor(draft: Draft, content: string): string {
  const known = keys.get(draft);
  if (known?.content === content) return known.key;
  const key = crypto.randomUUID();
  keys.set(draft, { content, key });
  return key;
}

/** Sends what a draft holds; while the server has not taken it the draft stays as it is. */
export async function sendReply(draft: Draft, sending: Sending): Promise<Reply> {
  const { isNote, files }: DraftNow = draft.now.get();
  // a save that comes in after the reply would bring the draft back
  await draft.flush();
  const body = {
    text: sending.text,
    is_internal: isNote,
    status: sending.status,
    files: files.map(({ id }) => id),
    seen: sending.seen,
    force: sending.force,
  };
  try {
    const headers = { "idempotency-key": keyFor(draft, JSON.stringify(body)) };
    const reply = await api.post("/tickets/{id}/replies/", body, { path: { id: draft.ticket }, headers });
    keys.delete(draft);
    draft.clear();
    return replyWaits(reply);
  } catch (error) {
    // refused answers are remembered under their key: the next attempt is another one
    if (error instanceof Refusal) keys.delete(draft);
    if (error instanceof Refusal && error.status === 409 && Array.isArray(error.body.events))
      throw new OthersWereThere(error.body as unknown as Meanwhile);
    throw error;
  }
}

/** Takes a reply back: its text and files are a draft again. */
export async function undoReply(draft: Draft, reply: Reply): Promise<boolean> {
  try {
    // what was begun since is put behind it by the server
    await draft.flush();
    const taken = await api.remove("/tickets/{id}/replies/{reply}/", { path: { id: reply.ticket, reply: reply.id } });
    replyIsGone(reply.ticket, reply.id);
    draft.take(taken);
    tellDone(t("replies.takenBack"));
    return true;
  } catch (error) {
    tellProblem(error, t("replies.notTakenBack"));
    await queryClient.invalidateQueries({ queryKey: ["replies", reply.ticket] });
    return false;
  }
}

/** Lets a reply leave at once. */
export async function sendNow(reply: Reply): Promise<void> {
  const path = { id: reply.ticket, reply: reply.id };
  await api.post("/tickets/{id}/replies/{reply}/send_now/", {}, { path }).catch(tellProblem);
  queryClient.setQueryData<Reply[]>(["replies", reply.ticket], (now = []) =>
    now.map((each) => (each.id === reply.id ? { ...each, leavesAt: Date.now() } : each)),
  );
}
