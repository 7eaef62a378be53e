import { useEffect } from "react";
import { useTexts } from "../lib/texts.ts";
import type { ListQuery } from "../rows/rows.ts";
import { loadLate } from "../ui/load-late.tsx";
import { useChosen } from "./use-changes.ts";

const BulkTools = loadLate(async () => (await import("./BulkTools.tsx")).BulkTools);

/** The actions for the selected tickets. */
export function BulkBar({ list }: { list: ListQuery }) {
  const t = useTexts();
  const selection = useChosen(list);
  const isShown = selection !== null;
  // not found with `:has`, which would make each change of the page draw all of it again
  useEffect(() => {
    document.documentElement.toggleAttribute("data-bottom-bar", isShown);
    return () => document.documentElement.removeAttribute("data-bottom-bar");
  }, [isShown]);
  return (
    <div style={{ flex: "none" }} role="toolbar" aria-label={t("bulk.title")}>
      <span role="status" className="only-read-out">
        {selection && t("bulk.chosen", { count: selection.count })}
      </span>
      {selection && <BulkTools list={list} chosen={selection} />}
    </div>
  );
}
