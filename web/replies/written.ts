import type { AnswerOf } from "../lib/endpoints.ts";
import { joinTexts } from "./texts-together.ts";

export type ServerDraft = AnswerOf<"GET", "/tickets/{id}/draft/">;
export type DraftFile = ServerDraft["files"][number];

/** The content of a reply or a note. */
export interface ReplyContent {
  text: string;
  isNote: boolean;
  files: readonly DraftFile[];
}

export const EMPTY: ReplyContent = { text: "", isNote: false, files: [] };
export const isEmpty = ({ text, files }: ReplyContent): boolean => text === "" && files.length === 0;

export const toServer = ({ text, isNote, files }: ReplyContent) => ({
  text,
  is_internal: isNote,
  files: files.map(({ id }) => id),
});
export const fromServer = ({ text, is_internal, files, version }: ServerDraft): ReplyContent & { version: number } => ({
  text,
  isNote: is_internal,
  files,
  version,
});
export const isSame = (one: ReplyContent, other: ReplyContent): boolean =>
  JSON.stringify(toServer(one)) === JSON.stringify(toServer(other));

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
});
