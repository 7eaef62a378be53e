import { useMediaQuery } from "@mantine/hooks";
import { useActions } from "../lib/actions.ts";
import { changePreferences, usePreferences } from "../lib/preferences.ts";
import { useTexts } from "../lib/texts.ts";
import { showNotSaved } from "../ui/notices.ts";

/** The width from which list and ticket fit side by side. A table needs the same. */
const WIDE = "(min-width: 60em)";

export const useIsWide = (): boolean => useMediaQuery(WIDE, false, { getInitialValueInEffect: false });

/** Whether the inbox is a table. Beside an open ticket, or without enough room, it is a list. */
export function useLayout(ticketId: string | undefined): { isTable: boolean; prefersTable: boolean } {
  const isWide = useIsWide();
  const prefersTable = usePreferences().inbox_layout === "table" && isWide;
  return { prefersTable, isTable: prefersTable && ticketId === undefined };
}

export const setLayout = (inbox_layout: "list" | "table"): void =>
  void changePreferences({ inbox_layout }).catch(showNotSaved);

/** Offers the other layout under its key. */
export function useLayoutAction(prefersTable: boolean): void {
  const t = useTexts();
  const isWide = useIsWide();
  const label = t(prefersTable ? "inbox.do.asList" : "inbox.do.asTable");
  const run = () => setLayout(prefersTable ? "list" : "table");
  useActions(isWide ? [{ id: "inbox layout", section: t("inbox.tickets"), label, keys: "v", run }] : []);
}
