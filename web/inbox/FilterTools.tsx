import "../lib/later-texts.ts";
import { useTexts } from "../lib/texts.ts";
import { SaveChanges } from "../views/SaveChanges.tsx";
import styles from "./FilterTools.module.css";
import { withoutFilters } from "./filter-fields.ts";
import { needsClearButton } from "./needs-clear-button.ts";
import type { Inbox } from "./use-inbox.ts";

/** The buttons after the filters: to save them, to reset them to the view's, and to clear them. */
export function FilterTools({ inbox }: { inbox: Inbox }) {
  const t = useTexts();
  return (
    <>
      {inbox.isChanged && <SaveChanges inbox={inbox} />}
      {needsClearButton(inbox) && (
        <button type="button" className={styles.clear} onClick={() => inbox.setFilters(withoutFilters(inbox.filters))}>
          {t("filterMenu.clear")}
        </button>
      )}
    </>
  );
}
