/** A piece of two texts: in both, only in the older one, or only in the newer one. */
export interface Piece {
  kind: "same" | "removed" | "added";
  text: string;
}

const BLOCK = /<\/(?:p|h\d|li|tr|pre|blockquote|aside|div|table)>|<(?:br|hr)\b[^>]*>/g;
/** More comparisons than this take too long; the middle of such texts counts as replaced. */
const MAX_COMPARED = 4_000_000;

/** The words of clean HTML, line by line as people read them; a picture counts as its description. */
export const textForDiff = (html: string): string =>
  html
    .replaceAll(/<img\b[^>]*?\balt="([^"]*)"[^>]*>/g, "[$1]")
    .replaceAll(BLOCK, "\n")
    .replaceAll(/<[^>]*>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&nbsp;", " ")
    .replaceAll("&amp;", "&")
    .replaceAll(/[ \t]+/g, " ")
    .replaceAll(/ ?\n ?/g, "\n")
    .replaceAll(/\n{2,}/g, "\n")
    .trim();

const diffUnits = (text: string): string[] =>
  // it also splits Thai into words
  [...new Intl.Segmenter(undefined, { granularity: "word" }).segment(text)].map(({ segment }) => segment);

/** The changes from one text to another, word by word. */
export function diffOf(before: string, after: string): Piece[] {
  const [old, now] = [diffUnits(before), diffUnits(after)];
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start += 1;
  let end = 0;
  while (end < old.length - start && end < now.length - start && old.at(-1 - end) === now.at(-1 - end)) end += 1;
  const middle = between(old.slice(start, old.length - end), now.slice(start, now.length - end));
  const same = (words: string[]): Piece => ({ kind: "same", text: words.join("") });
  return join([same(old.slice(0, start)), ...middle, same(old.slice(old.length - end))]);
}

function between(old: readonly string[], now: readonly string[]): Piece[] {
  if (old.length * now.length > MAX_COMPARED)
    return [
      { kind: "removed", text: old.join("") },
      { kind: "added", text: now.join("") },
    ];
  const lengths = commonLengths(old, now);
  const width = now.length + 1;
  const pieces: Piece[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      pieces.push({ kind: "same", text: old[i]! });
      i += 1;
      j += 1;
    } else if (j === now.length || (i < old.length && lengths[(i + 1) * width + j]! >= lengths[i * width + j + 1]!)) {
      pieces.push({ kind: "removed", text: old[i]! });
      i += 1;
    } else {
      pieces.push({ kind: "added", text: now[j]! });
      j += 1;
    }
  }
  return pieces;
}

/** The number of words that the two texts share, from each pair of positions to their ends. */
function commonLengths(old: readonly string[], now: readonly string[]): Uint32Array {
  const width = now.length + 1;
  const lengths = new Uint32Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i -= 1)
    for (let j = now.length - 1; j >= 0; j -= 1)
      lengths[i * width + j] =
        old[i] === now[j]
          ? lengths[(i + 1) * width + j + 1]! + 1
          : Math.max(lengths[(i + 1) * width + j]!, lengths[i * width + j + 1]!);
  return lengths;
}

/** Joins adjacent pieces of the same kind. In a changed place, removed words come first. */
function join(pieces: readonly Piece[]): Piece[] {
  const out: Piece[] = [];
  for (const { kind, text } of pieces) {
    if (text === "") continue;
    const last = out.at(-1);
    if (last?.kind === kind) last.text += text;
    else if (kind === "removed" && last?.kind === "added" && out.at(-2)?.kind === "removed") out.at(-2)!.text += text;
    else out.push({ kind, text });
  }
  return out;
}
