import "../lib/later-texts.ts";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { mayChangeView } from "../../wire/permissions.ts";
import { useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { loadLate } from "../ui/load-late.tsx";
import { showNotice } from "../ui/notices.ts";
import { changeView, saveView } from "./change-views.ts";
import { isOnlySearch } from "./only-search.ts";
import styles from "./SaveChanges.module.css";
import type { InboxView } from "./views.ts";

const ViewDialog = loadLate(async () => (await import("./ViewDialog.tsx")).ViewDialog);

interface Props {
  inbox: {
    view: InboxView | null | undefined;
    filters: Record<string, string | undefined>;
    ordering: string;
    columns: readonly string[];
    reset(): void;
  };
}

/** The buttons for filters that differ from the view's: save them as a new view, save them to the view, or reset them. */
export function SaveChanges({ inbox }: Props) {
  const t = useTexts();
  const user = useUser();
  const navigate = useNavigate();
  const [isNaming, setNaming] = useState(false);
  const { view, ordering } = inbox;
  const columns = [...inbox.columns];
  const filters = Object.fromEntries(Object.entries(inbox.filters).filter(([, value]) => value)) as Record<
    string,
    string
  >;
  // to reset a view without filters of its own is to clear them
  const isCleared = Object.keys(view?.filters ?? {}).length === 0 && Object.keys(filters).some((name) => name !== "q");
  const open = (id: string) => navigate({ to: ".", search: { view: id } as never });
  const update = async () => {
    const previous = view!.saved!;
    if (!(await changeView(previous, { filters, ordering, columns }))) return;
    inbox.reset();
    showNotice(t("savedViews.updated", { name: previous.name }), {
      run: () =>
        void changeView(
          { ...previous, filters, ordering, columns },
          { filters: previous.filters, ordering: previous.ordering, columns: previous.columns },
        ),
    });
  };
  return (
    <span className={styles.changes}>
      {view?.saved && mayChangeView(user, view.saved) && (
        <button type="button" onClick={() => void update()}>
          {t("savedViews.update")}
        </button>
      )}
      <button type="button" onClick={() => setNaming(true)} aria-haspopup="dialog">
        {t("savedViews.save")}
      </button>
      {/* the search has a button of its own that clears it */}
      {!isOnlySearch(inbox) && (
        <button type="button" className={styles.quiet} onClick={() => inbox.reset()}>
          {isCleared ? t("filterMenu.clear") : t("savedViews.reset", { name: view?.name })}
        </button>
      )}
      {isNaming && (
        <ViewDialog
          title={t("savedViews.save")}
          onClose={() => setNaming(false)}
          onSave={async (values) => {
            const id = await saveView({ ...values, filters, ordering, columns });
            if (id) await open(id);
            return id !== null;
          }}
        />
      )}
    </span>
  );
}
