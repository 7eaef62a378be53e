/** How much work an email is for a parser, counted in one pass over the bytes. */
export interface EmailMeasure {
  headerBytes: number;
  received: number;
  boundaries: number;
  depth: number;
  longestLine: number;
}

export const LIMITS: EmailMeasure = {
  headerBytes: 256 * 1024,
  received: 50,
  boundaries: 1000,
  depth: 20,
  longestLine: 10 * 1024 * 1024,
};

const WORDS: Record<keyof EmailMeasure, string> = {
  headerBytes: "bytes of headers",
  received: "Received headers",
  boundaries: "parts",
  depth: "levels of parts",
  longestLine: "bytes in a line",
};

const [CR, LF, DASH, SPACE, TAB] = [13, 10, 45, 32, 9];

/** Counts without building anything: an email of 200,000 parts takes as long as one of two. */
export function measureSource(bytes: Buffer): EmailMeasure {
  const counts: EmailMeasure = { headerBytes: 0, received: 0, boundaries: 0, depth: 0, longestLine: 0 };
  let isHeader = true;
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(LF, start);
    const next = end < 0 ? bytes.length : end + 1;
    const length = (end < 0 ? bytes.length : end) - start;
    if (length > counts.longestLine) counts.longestLine = length;
    if (isHeader) {
      if (length === 0 || (length === 1 && bytes[start] === CR)) {
        isHeader = false;
        counts.headerBytes = start;
      } else if (startsWith(bytes, start, "received:")) counts.received += 1;
    } else if (bytes[start] === DASH && bytes[start + 1] === DASH && length > 2) counts.boundaries += 1;
    if (declares(bytes, start, length)) counts.depth += 1;
    start = next;
  }
  if (isHeader) counts.headerBytes = bytes.length;
  return counts;
}

/** The first limit that an email exceeds, in words; null if there is none. */
export function excess(counts: EmailMeasure): string | null {
  for (const [name, limit] of Object.entries(LIMITS) as [keyof EmailMeasure, number][])
    if (counts[name] > limit) return `${counts[name]} ${WORDS[name]}, more than ${limit}`;
  return null;
}

function startsWith(bytes: Buffer, at: number, word: string): boolean {
  for (let i = 0; i < word.length; i += 1) if (((bytes[at + i] ?? 0) | 0x20) !== word.charCodeAt(i)) return false;
  return true;
}

// each multipart declares a boundary and each enclosed email a type, so counting both limits how deep parts can be
// nested
function declares(bytes: Buffer, start: number, length: number): boolean {
  const first = bytes[start];
  if (first !== SPACE && first !== TAB && !startsWith(bytes, start, "content-type:")) return false;
  const line = bytes.toString("latin1", start, start + Math.min(length, 2000));
  return /\bboundary\s*=/i.test(line) || /^content-type:\s*message\/rfc822/i.test(line);
}
