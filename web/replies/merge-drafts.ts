import { joinChanges } from "./carried-changes.ts";
import { joinTexts } from "./texts-together.ts";
import { type DraftFile, isEmpty, type ReplyContent } from "./written.ts";

/** All files of both. */
export const mergeFiles = (some: readonly DraftFile[], others: readonly DraftFile[]): DraftFile[] => [
  ...some,
  ...others.filter(({ id }) => !some.some((each) => each.id === id)),
];

/** Merges two versions of a reply, the server's copy and the local one. `isBase`: the local one is based on the server's. */
export const mergeReplies = (mine: ReplyContent, theirs: ReplyContent, isBase: boolean): ReplyContent => ({
  text: isBase ? mine.text : joinTexts(theirs.text, mine.text),
  // merging never makes an internal note public
  isNote: mine.isNote || (theirs.isNote && !isEmpty(theirs)),
  files: mergeFiles(theirs.files, mine.files),
  changes: isBase ? mine.changes : joinChanges(theirs.changes, mine.changes),
  macros: isBase ? mine.macros : [...new Set([...theirs.macros, ...mine.macros])],
  recipients: isBase ? mine.recipients : (mine.recipients ?? theirs.recipients),
});
