import { store } from "../lib/store.ts";

/** The overlay that covers the page at the moment. */
export const overlay = store<"palette" | "shortcuts" | "availability" | null>(null);
