/** Names a button that shows an icon alone, and says the same with its keys in a tooltip; see Tips.tsx. */
export const tip = (label: string, keys?: string) => ({
  "aria-label": label,
  "data-tip": label,
  ...(keys && { "data-tip-keys": keys }),
});
