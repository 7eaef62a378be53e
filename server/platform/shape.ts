/** The fields that remain after ?fields= and ?omit=; null for all. */
export function wantedFields(query: Record<string, string | undefined>, names: readonly string[]): string[] | null {
  if (!query.fields && !query.omit) return null;
  const words = (text: string | undefined) =>
    new Set(
      (text ?? "")
        .split(",")
        .map((each) => each.trim())
        .filter(Boolean),
    );
  const only = words(query.fields);
  const not = words(query.omit);
  return names.filter((name) => (only.size === 0 || only.has(name)) && !not.has(name));
}
