/** A field for addresses whose text is not an address yet. Nothing may be sent until it is corrected or removed. */
export const unfinishedAddress = (within: ParentNode | null): HTMLInputElement | undefined =>
  [...(within?.querySelectorAll<HTMLInputElement>("[data-address]") ?? [])].find(({ value }) => value.trim() !== "");
