import { store } from "../lib/store.ts";

/** The ids of the tickets in the list that is shown, in its order: what is before and after the open one. */
export const listed = store<readonly string[]>([]);
