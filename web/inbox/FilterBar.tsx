import { IconFilter, IconPlus, IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTexts } from "../lib/texts.ts";
import { LazyMenu } from "../ui/LazyMenu.tsx";
import { loadLate } from "../ui/load-late.tsx";
import { loadable } from "../ui/loadable.ts";
import { tip } from "../ui/tip.ts";
import styles from "./FilterBar.module.css";
import { FilterWords } from "./FilterWords.tsx";
import { type FilterField, fieldsIn, withoutFilter } from "./filter-fields.ts";
import { filterLabel } from "./labels.ts";
import type { Inbox } from "./use-inbox.ts";

const FilterTools = loadLate(async () => (await import("./FilterTools.tsx")).FilterTools);
const popover = loadable(async () => (await import("./FilterPopover.tsx")).FilterPopover);

/** The active filters as chips, each of which can be changed or removed, and a menu to add one. */
export function FilterBar({ inbox }: { inbox: Inbox }) {
  const t = useTexts();
  const fields = fieldsIn(inbox.filters);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out in lines
    <div className={styles.bar} role="group" aria-label={t("filters.title")}>
      {/* first, so that its menu stays where it is while one chooses and the chips grow */}
      <WithMenu inbox={inbox}>
        {(toggle, isOpen) => (
          <button
            type="button"
            className={styles.add}
            onClick={toggle}
            aria-expanded={isOpen}
            aria-haspopup="dialog"
            {...(fields.length > 0 && tip(t("filters.add")))}
          >
            {fields.length === 0 ? <IconFilter size={14} aria-hidden /> : <IconPlus size={14} aria-hidden />}
            {fields.length === 0 && t("filters.title")}
          </button>
        )}
      </WithMenu>
      {fields.map((field) => (
        <Chip key={field} inbox={inbox} field={field} />
      ))}
      {(inbox.isChanged || fields.length > 1) && (
        <span className={styles.save}>
          <FilterTools inbox={inbox} />
        </span>
      )}
    </div>
  );
}

function Chip({ inbox, field }: { inbox: Inbox; field: FilterField }) {
  const t = useTexts();
  const name = filterLabel(t, field);
  return (
    <span className={styles.chip}>
      <WithMenu inbox={inbox} field={field}>
        {(toggle, isOpen) => (
          <button type="button" onClick={toggle} aria-expanded={isOpen} aria-haspopup="dialog">
            <FilterWords field={field} filters={inbox.filters} />
          </button>
        )}
      </WithMenu>
      <button
        type="button"
        className={styles.remove}
        aria-label={t("filters.remove", { name })}
        onClick={() => inbox.setFilters((now) => withoutFilter(now, field))}
      >
        <IconX size={13} aria-hidden />
      </button>
    </span>
  );
}

interface MenuProps {
  inbox: Inbox;
  field?: FilterField;
  children: (toggle: () => void, isOpen: boolean) => ReactNode;
}

function WithMenu({ inbox, field, children }: MenuProps) {
  return <LazyMenu menu={popover} props={{ inbox, field, button: children }} plain={(open) => children(open, false)} />;
}
