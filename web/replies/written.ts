import type { AnswerOf } from "../lib/endpoints.ts";
import { behind } from "./texts-together.ts";

export type ServerDraft = AnswerOf<"GET", "/tickets/{id}/draft/">;
export type DraftFile = ServerDraft["files"][number];

/** What a reply or a note is made of. */
export interface Written {
  text: string;
  isNote: boolean;
  files: readonly DraftFile[];
}

export const EMPTY: Written = { text: "", isNote: false, files: [] };
export const isEmpty = ({ text, files }: Written): boolean => text === "" && files.length === 0;

export const sentOf = ({ text, isNote, files }: Written) => ({
  text,
  is_internal: isNote,
  files: files.map(({ id }) => id),
});
export const writtenIn = ({ text, is_internal, files, version }: ServerDraft): Written & { version: number } => ({
  text,
  isNote: is_internal,
  files,
  version,
});
export const isSame = (one: Written, other: Written): boolean =>
  JSON.stringify(sentOf(one)) === JSON.stringify(sentOf(other));

/** All files of both. */
export const together = (some: readonly DraftFile[], others: readonly DraftFile[]): DraftFile[] => [
  ...some,
  ...others.filter(({ id }) => !some.some((each) => each.id === id)),
];

/** What lies on the server and what was written here, in one; `isBase`: what is here came of that. */
export const meet = (mine: Written, theirs: Written, isBase: boolean): Written => ({
  text: isBase ? mine.text : behind(theirs.text, mine.text),
  // never may a note become public because it met a reply
  isNote: mine.isNote || (theirs.isNote && !isEmpty(theirs)),
  files: together(theirs.files, mine.files),
});
