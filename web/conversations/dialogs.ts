import { store } from "../lib/store.ts";
import type { MacroSource } from "../macros/SaveAsMacro.tsx";

/** The dialogs about the open ticket or one of its messages. */
export type OpenDialog =
  | { kind: "merge" | "template" | "customer" }
  | { kind: "move" | "split" | "forward"; comment: string }
  | { kind: "macro"; message: MacroSource };

/** The open dialog. It is in a file of its own because the dialogs are loaded on demand. */
export const openDialog = store<OpenDialog | null>(null);
