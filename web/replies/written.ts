import type { AnswerOf } from "../lib/endpoints.ts";
import { type Changes, joinChanges } from "./carried-changes.ts";
import { joinTexts } from "./texts-together.ts";

export type ServerDraft = AnswerOf<"GET", "/tickets/{id}/draft/">;
export type DraftFile = ServerDraft["files"][number];

/** The content of a reply or a note. */
export interface ReplyContent {
  text: string;
  isNote: boolean;
  files: readonly DraftFile[];
  /** Changes of the ticket that go with it. */
  changes: Changes;
}

export const EMPTY: ReplyContent = { text: "", isNote: false, files: [], changes: {} };
export const isEmpty = ({ text, files, changes }: ReplyContent): boolean =>
  text === "" && files.length === 0 && Object.keys(changes).length === 0;

export const toServer = ({ text, isNote, files, changes }: ReplyContent) => ({
  text,
  is_internal: isNote,
  files: files.map(({ id }) => id),
  changes,
});
export const fromServer = ({
  text,
  is_internal,
  files,
  changes,
  version,
}: ServerDraft): ReplyContent & { version: number } => ({
  text,
  isNote: is_internal,
  files,
  changes,
  version,
});
export const isSame = (one: ReplyContent, other: ReplyContent): boolean =>
  JSON.stringify(inOrder(one)) === JSON.stringify(inOrder(other));
// the database orders the names of changes in its own way
const inOrder = (content: ReplyContent) => ({
  ...toServer(content),
  changes: Object.entries(content.changes).sort(([one], [other]) => (one < other ? -1 : 1)),
});

/** All files of both. */
export const mergeFiles = (some: readonly DraftFile[], others: readonly DraftFile[]): DraftFile[] => [
  ...some,
  ...others.filter(({ id }) => !some.some((each) => each.id === id)),
];

/** Merges the server's copy with the local one; `isBase`: the local one is based on the server's. */
export const merge = (mine: ReplyContent, theirs: ReplyContent, isBase: boolean): ReplyContent => ({
  text: isBase ? mine.text : joinTexts(theirs.text, mine.text),
  // never may a note become public because it met a reply
  isNote: mine.isNote || (theirs.isNote && !isEmpty(theirs)),
  files: mergeFiles(theirs.files, mine.files),
  changes: isBase ? mine.changes : joinChanges(theirs.changes, mine.changes),
});
