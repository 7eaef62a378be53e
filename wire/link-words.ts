/** How a linked ticket relates to this one. `parent`: the linked ticket is the parent. */
export const RELATIONS = ["related", "blocks", "blocked_by", "parent", "child"] as const;
export type Relation = (typeof RELATIONS)[number];
