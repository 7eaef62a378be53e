/** A target in minutes as text: 90 -> 1h 30m. */
export function targetText(minutes: number | null): string {
  if (minutes === null) return "";
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return [hours > 0 && `${hours}h`, rest > 0 && `${rest}m`].filter(Boolean).join(" ");
}

/**
 * Reads a typed target in minutes: "30 min", "2 h", "1h 30m", 45. Null if the text is empty, undefined if it is not understood.
 */
export function parseTarget(text: string): number | null | undefined {
  const clean = text.trim().toLowerCase();
  if (clean === "") return null;
  const match = /^(?:(\d{1,4})\s*(?:h|hours?|ชม\.?))?\s*(?:(\d{1,5})\s*(?:m|min|minutes?|นาที)?)?$/.exec(clean);
  if (!match) return undefined;
  const minutes = Number(match[1] ?? 0) * 60 + Number(match[2] ?? 0);
  return minutes > 0 ? minutes : undefined;
}
