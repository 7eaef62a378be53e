import { useTexts } from "../lib/texts.ts";
import type { ListQuery } from "../rows/rows.ts";
import { loadLate } from "../ui/load-late.tsx";
import { useChosen } from "./use-changes.ts";

const BulkTools = loadLate(async () => (await import("./BulkTools.tsx")).BulkTools);

/** The actions for the selected tickets. */
export function BulkBar({ asked }: { asked: ListQuery }) {
  const t = useTexts();
  const chosen = useChosen(asked);
  return (
    <div style={{ flex: "none" }} role="toolbar" aria-label={t("bulk.title")} data-bottom-bar={chosen ? "" : undefined}>
      <span role="status" className="only-read-out">
        {chosen && t("bulk.chosen", { count: chosen.count })}
      </span>
      {chosen && <BulkTools asked={asked} chosen={chosen} />}
    </div>
  );
}
