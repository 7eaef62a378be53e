import type { AnswerOf } from "../lib/endpoints.ts";
import type { Changes } from "./carried-changes.ts";
import type { Recipients } from "./recipients.ts";

export type ServerDraft = AnswerOf<"GET", "/tickets/{id}/draft/">;
export type DraftFile = ServerDraft["files"][number];

/** The content of a reply or a note. */
export interface ReplyContent {
  text: string;
  isNote: boolean;
  files: readonly DraftFile[];
  /** Changes of the ticket that go with it. */
  changes: Changes;
  /** IDs of the macros that were applied to it. */
  macros: readonly string[];
  /** The recipients that the author chose for the email; null: everyone who takes part. */
  recipients: Recipients | null;
}

export const EMPTY: ReplyContent = { text: "", isNote: false, files: [], changes: {}, macros: [], recipients: null };
export const isEmpty = ({ text, files, changes }: ReplyContent): boolean =>
  text === "" && files.length === 0 && Object.keys(changes).length === 0;

export const toServer = ({ text, isNote, files, changes, macros, recipients }: ReplyContent) => ({
  text,
  is_internal: isNote,
  files: files.map(({ id }) => id),
  changes,
  macros: [...macros],
  ...recipients,
});
export const fromServer = (draft: ServerDraft): ReplyContent & { version: number } => ({
  text: draft.text,
  isNote: draft.is_internal,
  files: draft.files,
  changes: draft.changes,
  macros: draft.macros,
  recipients: draft.recipients && recipientsOf(draft.recipients),
  version: draft.version,
});
export const isSame = (one: ReplyContent, other: ReplyContent): boolean =>
  JSON.stringify(inOrder(one)) === JSON.stringify(inOrder(other));
// the database orders the names of changes in its own way
const inOrder = (content: ReplyContent) => ({
  ...toServer(content),
  changes: Object.entries(content.changes).sort(([one], [other]) => (one < other ? -1 : 1)),
});

function recipientsOf(list: NonNullable<ServerDraft["recipients"]>): Recipients {
  const recipients: Recipients = { to: [], cc: [], bcc: [] };
  for (const { address, role } of list) recipients[role].push(address);
  return recipients;
}
