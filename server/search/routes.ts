import { sizeOf } from "../../wire/query.ts";
import { HITS, MAX_HITS, search } from "../../wire/search.ts";
import { type Route, route } from "../platform/front-door.ts";
import { findWhileTyping } from "./palette.ts";

export const searchRoutes = (): Route[] => [
  route(search, async ({ db, query, actor }) => ({
    body: await findWhileTyping(db, actor, query.q ?? "", Math.min(sizeOf(query.limit, HITS), MAX_HITS)),
  })),
];
