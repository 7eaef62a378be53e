/** A field for addresses with a text that is no address yet. Nothing may be sent without the person it stands for. */
export const unfinishedAddress = (within: ParentNode | null): HTMLInputElement | undefined =>
  [...(within?.querySelectorAll<HTMLInputElement>("[data-address]") ?? [])].find(({ value }) => value.trim() !== "");
