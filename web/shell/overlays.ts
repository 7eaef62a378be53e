import { store } from "../lib/store.ts";

/** What lies over the page at the moment. */
export const overlay = store<"palette" | "shortcuts" | null>(null);
