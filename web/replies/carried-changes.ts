/** Changes to the ticket that go with a reply, in the format of a bulk change. */
export type Changes = Readonly<Record<string, unknown>>;

/** A change that can be removed by itself: a field, or one tag. */
export interface OneChange {
  name: string;
  value: unknown;
}

const TAGS = ["add_tags", "remove_tags"] as const;
type TagList = (typeof TAGS)[number];
const isTags = (name: string): name is TagList => (TAGS as readonly string[]).includes(name);
const tagsOf = (changes: Changes, name: TagList) => (changes[name] as string[] | undefined) ?? [];
const isSame = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

/** The changes one by one, each tag by itself. */
export const oneByOne = (changes: Changes): OneChange[] =>
  Object.entries(changes).flatMap(([name, value]) => {
    // it belongs to the assignee
    if (name === "is_handover") return [];
    return isTags(name) ? (value as string[]).map((tag) => ({ name, value: [tag] })) : [{ name, value }];
  });

/** The changes without one of them. */
export function withoutChange(changes: Changes, { name, value }: OneChange): Changes {
  const { [name]: all, is_handover, ...others } = changes;
  const rest = is_handover && name !== "assigned_to" ? { ...others, is_handover } : others;
  const tags = isTags(name) ? (all as string[]).filter((tag) => !(value as string[]).includes(tag)) : [];
  return tags.length > 0 ? { ...rest, [name]: tags } : rest;
}

/** Both changes together: the later ones win, and tags are collected. */
export function joinChanges(before: Changes, later: Changes): Changes {
  const changes: Record<string, unknown> = { ...before, ...later };
  for (const name of TAGS) {
    const other = tagsOf(later, name === "add_tags" ? "remove_tags" : "add_tags");
    const mine = tagsOf(later, name);
    const tags = tagsOf(before, name).filter((tag) => ![...mine, ...other].some((each) => isSame(each, tag)));
    if (tags.length + mine.length > 0) changes[name] = [...tags, ...mine];
    else delete changes[name];
  }
  return changes;
}
