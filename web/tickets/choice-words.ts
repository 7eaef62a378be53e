import type { Translate } from "../lib/texts.ts";

// texts that are used for more than tickets have a section of their own; those of other choices are
// choices.<field>.<word>
const SECTIONS: Record<string, string> = {
  status: "statuses",
  priority: "priorities",
  category: "categories",
  assigned_team: "roles",
};

/** The label of a choice; an empty one has none. */
export const choiceWord = (t: Translate, field: string, word: string): string =>
  word && t(`${SECTIONS[field] ?? `choices.${field}`}.${word}` as Parameters<Translate>[0]);
