import { api, Refusal } from "../lib/api.ts";
import { Draft, type DraftStatus, type Saved } from "./draft.ts";
import { copyAt } from "./local-copy.ts";
import { isSignedInAs } from "./signed-in.ts";
import { EMPTY, fromServer, isEmpty, isSame, merge, type ReplyContent, toServer } from "./written.ts";

export type DraftNow = ReplyContent & DraftStatus;

// a request that outlives its page may not be larger
const MAX_KEPT_ALIVE = 60_000;

/** What somebody is writing to a ticket, kept on the server while they write. */
export type ReplyDraft = Draft<ReplyContent> & { readonly ticket: string };

/** Why nothing was saved, where trying again would not help; else the error. */
export function savedOr(error: unknown): Saved {
  if (!(error instanceof Refusal)) throw error;
  if (error.status === 409) return "conflict";
  if (error.status >= 500 || error.status === 408 || error.status === 429) throw error;
  return "refused";
}

function openDraft(ticket: string, user: string): ReplyDraft {
  const path = { id: ticket };
  const copy = copyAt<{ text: string; isNote: boolean; version: number }>(`${user} ${ticket}`);
  const draft = new Draft<ReplyContent>({
    empty: EMPTY,
    isEmpty,
    isSame,
    merge,
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
        return (
          localCopy && {
            content: { ...EMPTY, text: localCopy.text, isNote: localCopy.isNote },
            version: localCopy.version,
          }
        );
      },
      // files are on the server already
      keep: ({ text, isNote }, version) => copy.keep(text === "" ? null : { text, isNote, version }),
      forget: copy.forget,
    },
  });
  return Object.assign(draft, { ticket });
}

const open = new Map<string, ReplyDraft>();

/** The draft of a user for a ticket: the same one for as long as the page lives, so that leaving a ticket loses nothing. */
export function draftOf(ticket: string, user: string): ReplyDraft {
  const key = `${user} ${ticket}`;
  const draft = open.get(key) ?? openDraft(ticket, user);
  open.set(key, draft);
  return draft;
}
