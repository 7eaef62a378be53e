/** Names a button that shows only an icon; its tooltip shows the name and the keys. See Tips.tsx. */
export const tip = (label: string, keys?: string) => ({
  "aria-label": label,
  "data-tip": label,
  ...(keys && { "data-tip-keys": keys }),
});
