import "../lib/later-texts.ts";
import { Button, Drawer } from "@mantine/core";
import { IconChevronRight, IconPlus, IconX } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTexts } from "../lib/texts.ts";
import { useRowCount } from "../rows/rows.ts";
import { countText } from "../views/views.ts";
import { FilterMenu } from "./FilterMenu.tsx";
import styles from "./FilterSheet.module.css";
import { FilterTools } from "./FilterTools.tsx";
import { FilterWords } from "./FilterWords.tsx";
import { type FilterField, fieldsIn, withoutFilter } from "./filter-fields.ts";
import { filterLabel } from "./labels.ts";
import type { Inbox } from "./use-inbox.ts";

interface Props {
  inbox: Inbox;
  isOpen: boolean;
  onClose(): void;
}

/**
 * The filters on a phone: the active ones in a column, each of which can be changed or removed, and a menu to add one.
 */
export function FilterSheet({ inbox, isOpen, onClose }: Props) {
  const t = useTexts();
  const count = useRowCount(inbox);
  const [at, setAt] = useState<FilterField | "new" | null>(null);
  const [hasBeenIn, setBeenIn] = useState(false);
  // notices keep off its buttons
  useEffect(() => {
    document.documentElement.toggleAttribute("data-bottom-sheet", isOpen);
    return () => document.documentElement.removeAttribute("data-bottom-sheet");
  }, [isOpen]);
  const back = () => {
    setAt(null);
    setBeenIn(true);
  };
  const close = () => {
    setAt(null);
    setBeenIn(false);
    onClose();
  };
  return (
    <Drawer
      opened={isOpen}
      onClose={close}
      position="bottom"
      size="auto"
      padding={0}
      title={at && at !== "new" ? filterLabel(t, at) : t("filters.title")}
      closeButtonProps={{ "aria-label": t("common.close") }}
      classNames={{ content: styles.sheet, header: styles.head, title: styles.title }}
    >
      {at ? (
        <div className={styles.menu}>
          <FilterMenu inbox={inbox} field={at === "new" ? undefined : at} onClose={back} />
          <div className={styles.foot}>
            <Button variant="default" fullWidth onClick={back}>
              {t("filterMenu.back")}
            </Button>
          </div>
        </div>
      ) : (
        <>
          <FilterLines inbox={inbox} onField={setAt} hasFocus={hasBeenIn} />
          {(inbox.isChanged || fieldsIn(inbox.filters).length > 1) && (
            <div className={styles.save}>
              <FilterTools inbox={inbox} />
            </div>
          )}
          <div className={styles.foot}>
            <Button fullWidth onClick={close}>
              {t("filterMenu.show", { count: count?.count ?? 0, shown: count ? countText(count) : "" })}
            </Button>
          </div>
        </>
      )}
    </Drawer>
  );
}

interface LinesProps {
  inbox: Inbox;
  onField(field: FilterField | "new"): void;
  /** Whether the person returns to it, so that it gets the focus. */
  hasFocus: boolean;
}

function FilterLines({ inbox, onField, hasFocus }: LinesProps) {
  const t = useTexts();
  const add = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (hasFocus) add.current?.focus();
  }, [hasFocus]);
  const { filters, setFilters } = inbox;
  const fields = fieldsIn(filters);
  return (
    <ul className={styles.lines}>
      {fields.map((field) => (
        <li key={field}>
          <button type="button" className={styles.line} onClick={() => onField(field)}>
            <span className={styles.words}>
              <FilterWords field={field} filters={filters} />
            </span>
            <IconChevronRight size={16} aria-hidden />
          </button>
          <button
            type="button"
            className={styles.remove}
            aria-label={t("filters.remove", { name: filterLabel(t, field) })}
            onClick={() => setFilters((now) => withoutFilter(now, field))}
          >
            <IconX size={16} aria-hidden />
          </button>
        </li>
      ))}
      <li>
        <button ref={add} type="button" className={styles.add} onClick={() => onField("new")}>
          <IconPlus size={16} aria-hidden />
          {t("filterMenu.addOne")}
        </button>
      </li>
    </ul>
  );
}
