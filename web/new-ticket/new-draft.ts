import { api } from "../lib/api.ts";
import { copyAt } from "../lib/local-copy.ts";
import { Draft, type DraftStatus } from "../replies/draft.ts";
import { mergeFiles } from "../replies/merge-drafts.ts";
import { savedOr } from "../replies/reply-draft.ts";
import { isSignedInAs } from "../replies/signed-in.ts";
import type { DraftFile } from "../replies/written.ts";
import { EMPTY_TICKET, type NewTicket } from "./new-ticket.ts";

interface NewTicketContent {
  fields: NewTicket;
  files: readonly DraftFile[];
}
export type NewDraftNow = NewTicketContent & DraftStatus;

const EMPTY: NewTicketContent = { fields: EMPTY_TICKET, files: [] };
// a request that continues after its page is closed may not be larger
const MAX_KEPT_ALIVE = 60_000;

/** The user's draft of a new ticket. It is saved on the server, so that a reload or another device continues with it. */
export type NewDraft = Draft<NewTicketContent> & {
  fill(fields: Partial<NewTicket>): void;
  /** Empties the form and returns a function that undoes that. */
  discard(): () => void;
  /** The ticket was created: deletes the draft, here and on the server. */
  end(): Promise<void>;
};

const toServer = ({ fields, files }: NewTicketContent) => ({
  fields: fields as unknown as Record<string, unknown>,
  files: files.map(({ id }) => id),
});
const isSame = (one: NewTicketContent, other: NewTicketContent) =>
  JSON.stringify(toServer(one)) === JSON.stringify(toServer(other));
const isEmpty = (content: NewTicketContent) =>
  isSame({ fields: { ...EMPTY.fields, ...content.fields }, files: content.files }, EMPTY);

interface StoredFields {
  fields: NewTicket;
  version: number;
}

/** The copy on this device. It has only the fields, because the files are on the server. */
const filesLeftOut = (copy: ReturnType<typeof copyAt<StoredFields>>) => ({
  read() {
    const content = copy.read();
    return content && { content: { fields: content.fields, files: [] }, version: content.version };
  },
  keep: ({ fields }: NewTicketContent, version: number) => copy.keep({ fields, version }),
  forget: copy.forget,
});

export function openNewDraft(user: string): NewDraft {
  const copy = copyAt<StoredFields>(`${user} new ticket`);
  const draft = new Draft<NewTicketContent>({
    empty: EMPTY,
    isEmpty,
    isSame,
    async read() {
      const { fields, files, version } = await api.get("/drafts/new-ticket/");
      return { fields: { ...EMPTY.fields, ...(fields as Partial<NewTicket>) }, files, version };
    },
    async write(content, version, isLeaving) {
      if (!(await isSignedInAs(user))) return "refused";
      const body = { ...toServer(content), version };
      const keepalive = isLeaving && JSON.stringify(body).length < MAX_KEPT_ALIVE;
      return api.put("/drafts/new-ticket/", body, { keepalive }).then(({ version }) => version, savedOr);
    },
    // two forms cannot be merged
    mergeContents: (mine, theirs, isBase) =>
      isBase || isEmpty(theirs) ? { fields: mine.fields, files: mergeFiles(theirs.files, mine.files) } : null,
    copy: filesLeftOut(copy),
  });
  return Object.assign(draft, {
    fill: (fields: Partial<NewTicket>) => draft.change({ fields: { ...draft.now.get().fields, ...fields } }),
    discard() {
      const { fields, files } = draft.now.get();
      draft.setContent(EMPTY);
      void draft.flush();
      return () => draft.setContent({ fields, files });
    },
    async end() {
      draft.clear();
      await api.remove("/drafts/new-ticket/").catch(() => {});
    },
  });
}
