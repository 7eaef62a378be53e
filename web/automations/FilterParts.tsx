import "../lib/later-texts.ts";
import { IconPlus, IconX } from "@tabler/icons-react";
import type { Filters } from "../inbox/address.ts";
import { FilterPopover } from "../inbox/FilterPopover.tsx";
import { FilterWords } from "../inbox/FilterWords.tsx";
import { fieldsIn, withoutFilter } from "../inbox/filter-fields.ts";
import { filterLabel } from "../inbox/labels.ts";
import { useTexts } from "../lib/texts.ts";
import css from "./Automations.module.css";

type Next = Record<string, string> | ((now: Record<string, string>) => Record<string, string>);

interface Props {
  filters: Record<string, string>;
  /** Shown while there is no filter, instead of "it is any ticket". */
  any?: string;
  onChange(next: Next): void;
}

/** Conditions on tickets: the inbox filters that mean the same for every user. */
export function FilterParts({ filters, any, onChange }: Props) {
  const t = useTexts();
  const fields = fieldsIn(filters);
  const inbox = { filters: filters as Filters, setFilters: onChange as never, isForAll: true };
  return (
    <div className={css.part}>
      {fields.length === 0 && (any ?? t("automations.anyTicket"))}
      {fields.map((field, n) => (
        <span key={field}>
          {n > 0 && t("automations.and")}
          <FilterPopover
            inbox={inbox}
            field={field}
            button={(toggle, isOpen) => (
              <button type="button" className={css.chip} aria-expanded={isOpen} onClick={toggle}>
                <FilterWords field={field} filters={filters} />
              </button>
            )}
          />
          <button
            type="button"
            className={css.remove}
            aria-label={t("common.clear", { field: filterLabel(t, field) })}
            onClick={() => onChange(withoutFilter(filters as Filters, field) as Record<string, string>)}
          >
            <IconX size={14} aria-hidden />
          </button>
        </span>
      ))}
      <FilterPopover
        inbox={inbox}
        button={(toggle, isOpen) => (
          <button type="button" className={css.add} aria-expanded={isOpen} onClick={toggle}>
            <IconPlus size={14} aria-hidden />
            {t("automations.addCondition")}
          </button>
        )}
      />
    </div>
  );
}
