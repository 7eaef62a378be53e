/** What another ticket is to a ticket. `parent`: the other one is its parent. */
export const RELATIONS = ["related", "blocks", "blocked_by", "parent", "child"] as const;
export type Relation = (typeof RELATIONS)[number];
