import { api, Refusal } from "../lib/api.ts";
import { copyAt } from "../lib/local-copy.ts";
import { Draft, type DraftStatus, type SaveResult } from "./draft.ts";
import { mergeReplies } from "./merge-drafts.ts";
import { isSignedInAs } from "./signed-in.ts";
import { EMPTY, fromServer, isEmpty, isSame, type ReplyContent, toServer } from "./written.ts";

export type DraftNow = ReplyContent & DraftStatus;

// a request that continues after its page is closed may not be larger
const MAX_KEPT_ALIVE = 60_000;

/** The draft reply of a ticket, saved on the server while the author types. */
export type ReplyDraft = Draft<ReplyContent> & { readonly ticket: string };

/** Why nothing was saved, if trying again would not help; throws any other error. */
export function savedOr(error: unknown): SaveResult {
  if (!(error instanceof Refusal)) throw error;
  if (error.status === 409) return "conflict";
  if (error.status >= 500 || error.status === 408 || error.status === 429) throw error;
  return "refused";
}

function openDraft(ticket: string, user: string): ReplyDraft {
  const path = { id: ticket };
  // a copy of an older version of the app lacks some fields
  type Copy = Partial<Omit<ReplyContent, "files">> & { version: number };
  const copy = copyAt<Copy>(`${user} ${ticket}`);
  const draft = new Draft<ReplyContent>({
    empty: EMPTY,
    isEmpty,
    isSame,
    mergeContents: mergeReplies,
    read: async () => fromServer(await api.get("/tickets/{id}/draft/", { path })),
    async write(content, version, isLeaving) {
      if (!(await isSignedInAs(user))) return "refused";
      const keepalive = isLeaving && content.text.length < MAX_KEPT_ALIVE;
      const body = { ...toServer(isEmpty(content) ? EMPTY : content), version };
      return api.put("/tickets/{id}/draft/", body, { path, keepalive }).then(({ version }) => version, savedOr);
    },
    copy: {
      read() {
        const localCopy = copy.read();
        if (!localCopy) return null;
        const { version, ...content } = localCopy;
        return { content: { ...EMPTY, ...content }, version };
      },
      // files are already on the server
      keep: ({ text, isNote, changes, macros, recipients }, version) =>
        copy.keep(isEmpty({ ...EMPTY, text, changes }) ? null : { text, isNote, changes, macros, recipients, version }),
      forget: copy.forget,
    },
  });
  return Object.assign(draft, { ticket });
}

const open = new Map<string, ReplyDraft>();

/** A user's draft for a ticket: one object while the page is open, so that leaving the ticket loses nothing. */
export function draftOf(ticket: string, user: string): ReplyDraft {
  const key = `${user} ${ticket}`;
  const draft = open.get(key) ?? openDraft(ticket, user);
  open.set(key, draft);
  return draft;
}
