/** A title as a part of an address: letters and digits of any script, joined by hyphens. */
export const slugOf = (title: string): string =>
  title
    .normalize("NFC")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 80)
    .replaceAll(/-+$/g, "");

export const isSlug = (text: string): boolean => slugOf(text) === text && text !== "";
