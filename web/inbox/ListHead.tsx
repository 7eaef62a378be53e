import { IconChevronDown, IconFilter, IconSearch, IconX } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useActions } from "../lib/actions.ts";
import { useStore } from "../lib/store.ts";
import { useTexts } from "../lib/texts.ts";
import { useRowCount } from "../rows/rows.ts";
import { LazyMenu } from "../ui/LazyMenu.tsx";
import { loadLate } from "../ui/load-late.tsx";
import { loadable } from "../ui/loadable.ts";
import { countText, useViewCounts, viewsInOrder } from "../views/views.ts";
import { hasRecent } from "./bulk-shown.ts";
import { fieldsIn } from "./filter-fields.ts";
import styles from "./ListHead.module.css";
import { ColumnsButton, LookButton } from "./LookButton.tsx";
import type { Inbox } from "./use-inbox.ts";

const columnsMenu = loadable(async () => (await import("./table/ColumnsMenu.tsx")).ColumnsMenu);
const lookMenu = loadable(async () => (await import("./LookMenu.tsx")).LookMenu);
const RecentButton = loadLate(async () => (await import("./RecentButton.tsx")).RecentButton);
const SearchScope = loadLate(async () => (await import("./SearchScope.tsx")).SearchScope);
const FilterSheet = loadLate(async () => (await import("./FilterSheet.tsx")).FilterSheet);
const QUIET_MS = 60;

/** The name of the list, the number of its tickets, the search, the order and the layout. */
export function ListHead({ inbox, isTable }: { inbox: Inbox; isTable: boolean }) {
  const t = useTexts();
  const count = useRowCount(inbox);
  const columns = useRef<HTMLSpanElement>(null);
  const openColumns = () => columns.current?.querySelector("button")?.click();
  const ofColumns = {
    id: "inbox columns",
    section: t("inbox.tickets"),
    label: t("inbox.do.columns"),
    run: openColumns,
  };
  useActions(isTable ? [ofColumns] : []);
  return (
    <header className={styles.head} data-layout={isTable ? "table" : undefined}>
      <div className={styles.line}>
        <div className={styles.name}>
          <h1>{inbox.view?.name ?? t("inbox.tickets")}</h1>
          <ViewSelect inbox={inbox} />
        </div>
        <span className={styles.count} role="status">
          {count && t("inbox.count", { count: count.count, shown: countText(count) })}
        </span>
        {useStore(hasRecent) && <RecentButton />}
        {isTable && (
          <span ref={columns} style={{ display: "contents" }}>
            <LazyMenu
              menu={columnsMenu}
              props={{ inbox }}
              plain={(open) => <ColumnsButton onClick={open} aria-expanded={false} />}
            />
          </span>
        )}
        <LazyMenu menu={lookMenu} props={{ inbox }} plain={(open) => <LookButton onClick={open} />} />
      </div>
      <div className={styles.seek}>
        <SearchField inbox={inbox} />
        <FilterButton inbox={inbox} />
      </div>
      {inbox.filters.q && <SearchScope inbox={inbox} />}
    </header>
  );
}

/** On a phone, the filters are a sheet, and only their number is shown here. */
function FilterButton({ inbox }: { inbox: Inbox }) {
  const t = useTexts();
  const [state, setState] = useState<"never" | "open" | "closed">("never");
  const count = fieldsIn(inbox.filters).length;
  return (
    <>
      <button
        type="button"
        className={styles.filters}
        aria-haspopup="dialog"
        aria-expanded={state === "open"}
        aria-label={count > 0 ? t("filters.inForce", { count }) : t("filters.title")}
        onClick={() => setState("open")}
      >
        <IconFilter size={18} aria-hidden />
        {count > 0 && <span aria-hidden>{count}</span>}
      </button>
      {state !== "never" && <FilterSheet inbox={inbox} isOpen={state === "open"} onClose={() => setState("closed")} />}
    </>
  );
}

/** On a phone, where the sidebar is hidden, the heading also chooses another view. */
function ViewSelect({ inbox: { view, views } }: { inbox: Inbox }) {
  const t = useTexts();
  const navigate = useNavigate();
  const shownCount = useViewCounts();
  return (
    <span className={styles.views}>
      <IconChevronDown size={18} aria-hidden />
      <select
        aria-label={t("views.choose")}
        value={view?.key ?? ""}
        onChange={({ currentTarget: { value } }) => void navigate({ to: "/tickets", search: { view: value } })}
      >
        {viewsInOrder(views).map(({ key, name }) => (
          <option key={key} value={key}>
            {name} {shownCount(key)}
          </option>
        ))}
      </select>
    </span>
  );
}

/** The text of the search field. The list follows it a moment later, and it follows the address. */
function useSearchText(inbox: Inbox) {
  const q = inbox.filters.q ?? "";
  const [text, setText] = useState(q);
  const lastQuery = useRef(q);
  const latest = useRef(inbox);
  latest.current = inbox;
  // the address was changed by something else: back, a link, another view
  useEffect(() => {
    if (q === lastQuery.current) return;
    lastQuery.current = q;
    setText(q);
  }, [q]);
  useEffect(() => {
    const next = text.trim();
    if (next === lastQuery.current) return;
    const timer = setTimeout(() => {
      // one search is one step back, however many letters were typed
      const isSameStep = Boolean(lastQuery.current) && Boolean(next);
      lastQuery.current = next;
      latest.current.setFilters(({ q: _, ...others }) => (next ? { ...others, q: next } : others), { isSameStep });
    }, QUIET_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return [text, setText] as const;
}

const focusList = () => document.querySelector<HTMLElement>('[role="grid"]')?.focus({ preventScroll: true });

function SearchField({ inbox }: { inbox: Inbox }) {
  const t = useTexts();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useSearchText(inbox);
  useActions([
    {
      id: "inbox search",
      section: t("inbox.tickets"),
      label: t("inbox.search"),
      keys: "/",
      run: () => {
        field.current?.focus();
        field.current?.select();
      },
    },
  ]);
  return (
    <search className={styles.search}>
      <IconSearch size={15} aria-hidden />
      <input
        ref={field}
        type="search"
        aria-label={t("inbox.search")}
        placeholder={t("inbox.searchHint")}
        aria-keyshortcuts="/"
        value={text}
        autoComplete="off"
        spellCheck={false}
        onChange={({ currentTarget: { value } }) => setText(value)}
        onKeyDown={(event) => {
          if (event.key === "Escape" && text) setText("");
          else if (["Escape", "Enter", "ArrowDown"].includes(event.key)) focusList();
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      />
      {text ? (
        <button
          type="button"
          aria-label={t("inbox.searchClear")}
          onClick={() => {
            setText("");
            field.current?.focus();
          }}
        >
          <IconX size={14} aria-hidden />
        </button>
      ) : (
        <kbd aria-hidden>/</kbd>
      )}
    </search>
  );
}
