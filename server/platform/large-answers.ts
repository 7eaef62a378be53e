import { Readable } from "node:stream";
import pLimit from "p-limit";
import { tooLarge } from "../../wire/problems.ts";

/** Rows up to this many bytes of text are read together; larger ones are read one at a time, as the client takes them. */
export const MAX_SMALL_BYTES = 64 * 1024;
const MAX_UNREFUSED_ROWS = 100;
const MAX_PAGE_BYTES = 32 * 1024 * 1024;
const MAX_AT_ONCE = 2;
/** How long a client may leave a part of a response unread during its turn. */
const PATIENCE_MS = 1_000;
/** The most responses that may wait for their clients besides these. */
const MAX_WAITING = 4;

/** A part of a response that is too large to be read together with the others. */
export interface LargeRow {
  size: number;
  read(): AsyncIterable<Buffer | string>;
}

export type AnswerRow = Buffer | string | LargeRow;

const isLarge = (row: AnswerRow): row is LargeRow => typeof row !== "string" && !Buffer.isBuffer(row);

/** Refuses a page that is larger than anyone needs. Pages of up to 100 rows are always answered. */
export function refuseHugePage(rows: readonly AnswerRow[]): void {
  if (rows.length <= MAX_UNREFUSED_ROWS) return;
  const bytes = rows.reduce((sum, row) => sum + (isLarge(row) ? row.size : row.length), 0);
  if (bytes > MAX_PAGE_BYTES)
    throw tooLarge("The page would be larger than 32 MB. Ask for less with `fields`, `omit` or `page_size`.");
}

/** Joins the pieces of a response: to bytes, or to a stream if some of them are large. */
export function answerOf(pieces: readonly AnswerRow[]): Buffer | Readable {
  if (pieces.length === 1 && Buffer.isBuffer(pieces[0])) return pieces[0];
  if (!pieces.some(isLarge))
    return Buffer.concat(pieces.map((each) => (typeof each === "string" ? Buffer.from(each) : (each as Buffer))));
  const answer: Readable = Readable.from(
    inTurn(pieces, () => answer.destroy(new Error("the client reads too slowly"))),
    { objectMode: false, highWaterMark: 64 * 1024 },
  );
  return answer;
}

const limit = pLimit(MAX_AT_ONCE);
/** Functions that end the responses whose clients keep them waiting, the longest first. */
const waiting = new Set<() => void>();

/** Waits for a turn. The returned function ends it. */
const takeTurn = (): Promise<() => void> =>
  new Promise((enter) => {
    void limit(() => new Promise<void>(enter));
  });

/**
 * Large responses take turns, because each keeps a row or two in memory. A client that does not read gives its turn up
 * after a moment and waits for another once it reads again; of such clients only a few are kept, too.
 */
async function* inTurn(pieces: readonly AnswerRow[], end: () => void): AsyncGenerator<Buffer> {
  let giveUp: (() => void) | null = await takeTurn();
  let patience: NodeJS.Timeout | undefined;
  const wait = () => {
    giveUp?.();
    giveUp = null;
    waiting.add(end);
    const [first] = waiting;
    if (waiting.size > MAX_WAITING) first!();
  };
  try {
    for await (const slice of slicesOf(pieces)) {
      patience = setTimeout(wait, PATIENCE_MS);
      yield slice;
      clearTimeout(patience);
      if (waiting.delete(end)) giveUp = await takeTurn();
    }
  } finally {
    clearTimeout(patience);
    waiting.delete(end);
    giveUp?.();
  }
}

async function* slicesOf(pieces: readonly AnswerRow[]): AsyncGenerator<Buffer> {
  for (const piece of pieces) {
    if (!isLarge(piece)) yield Buffer.from(piece);
    else for await (const part of piece.read()) yield* slices(Buffer.from(part));
  }
}

// in pieces that fit into a socket, so that sent pieces are freed before all of it is sent
function* slices(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += 256 * 1024) yield bytes.subarray(at, at + 256 * 1024);
}
