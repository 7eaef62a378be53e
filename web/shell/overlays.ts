import { store } from "../lib/store.ts";

/** What covers the page at the moment. */
export const overlay = store<"palette" | "shortcuts" | "availability" | null>(null);
