import {
  type Icon,
  IconAlarm,
  IconAlertSquareRounded,
  IconAt,
  IconBellZ,
  IconBookmark,
  IconCircleCheck,
  IconInbox,
  IconPencil,
  IconPlayerPause,
  IconStack2,
  IconTrash,
  IconUserCircle,
  IconUsers,
} from "@tabler/icons-react";
import { Link, useNavigate, useRouterState } from "@tanstack/react-router";
import { useState } from "react";
import type { BuiltInView } from "../../wire/built-in-views.ts";
import { mayChangeView } from "../../wire/permissions.ts";
import { useActions } from "../lib/actions.ts";
import { usePreferences } from "../lib/preferences.ts";
import { useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { LazyMenu } from "../ui/LazyMenu.tsx";
import { loadLate } from "../ui/load-late.tsx";
import { loadable } from "../ui/loadable.ts";
import places from "../ui/Places.module.css";
import { PlaceGroup, PlaceName } from "../ui/Places.tsx";
import { changeView } from "./change-views.ts";
import { ViewButton } from "./ViewButton.tsx";
import styles from "./ViewLinks.module.css";
import { type InboxView, type SavedView, useViewCounts, useViews, viewsInOrder } from "./views.ts";

const viewMenu = loadable(async () => (await import("./ViewMenu.tsx")).ViewMenu);
const ViewDialog = loadLate(async () => (await import("./ViewDialog.tsx")).ViewDialog);
const WITH_KEYS = 9;
/** Views of the user's own work, which come before the desk's. */
const MINE: readonly string[] = ["my_open", "unassigned", "my_team", "mentions", "drafts", "snoozed"];
const ICONS: Record<BuiltInView["key"], Icon> = {
  my_open: IconUserCircle,
  unassigned: IconInbox,
  my_team: IconUsers,
  mentions: IconAt,
  drafts: IconPencil,
  snoozed: IconBellZ,
  overdue: IconAlarm,
  breaching: IconAlarm,
  low_ratings: IconAlertSquareRounded,
  urgent: IconAlertSquareRounded,
  waiting: IconPlayerPause,
  recently_resolved: IconCircleCheck,
  all: IconStack2,
  trash: IconTrash,
};

/** The views of the inbox, each with its number of tickets. */
export function ViewLinks() {
  const t = useTexts();
  const navigate = useNavigate();
  const views = useViews();
  const { builtIn, saved = [] } = views;
  const countOf = useViewCounts();
  const { start_view } = usePreferences();
  const current = useRouterState({
    select: ({ location: { pathname, search } }) => {
      if (!pathname.startsWith("/tickets")) return undefined;
      const { view, ...rest } = search as { view?: string };
      return view ?? (Object.keys(rest).length > 0 ? "all" : start_view || "my_open");
    },
  });
  const [naming, setNaming] = useState<SavedView | null>(null);
  const all = [...builtIn, ...saved];
  useActions(
    all.map(({ key, name }, n) => ({
      id: `view ${key}`,
      section: t("views.title"),
      label: name,
      ...(n < WITH_KEYS && { keys: String(n + 1) }),
      run: () => void navigate({ to: "/tickets", search: { view: key } }),
    })),
  );
  const line = (view: InboxView) => (
    <ViewLink
      key={view.key}
      view={view}
      count={countOf(view.key)}
      isCurrent={view.key === current}
      onRename={setNaming}
    />
  );
  const isMine = ({ key }: InboxView) => MINE.includes(key);
  return (
    <nav aria-label={t("views.title")}>
      <ul className={places.list} aria-label={t("views.mine")}>
        {builtIn.filter(isMine).map(line)}
      </ul>
      <PlaceGroup id="views" title={t("views.title")}>
        {viewsInOrder(views)
          .filter((view) => !isMine(view))
          .map(line)}
      </PlaceGroup>
      {naming && (
        <ViewDialog
          title={t("views.rename")}
          view={naming}
          onClose={() => setNaming(null)}
          onSave={(values) => changeView(naming, values)}
        />
      )}
    </nav>
  );
}

interface LinkProps {
  view: InboxView;
  count: string | undefined;
  isCurrent: boolean;
  onRename(view: SavedView): void;
}

function ViewLink({ view, count, isCurrent, onRename }: LinkProps) {
  const t = useTexts();
  const user = useUser();
  const { saved } = view;
  return (
    <li className={styles.view}>
      <Link
        to="/tickets"
        search={{ view: view.key }}
        preload={false}
        activeProps={{}}
        aria-current={isCurrent ? "page" : undefined}
        className={places.place}
        data-rail-tip={view.name}
      >
        <PlaceName icon={view.builtIn ? ICONS[view.builtIn] : IconBookmark}>{view.name}</PlaceName>
        {saved?.is_shared && (
          <span title={t("views.sharedBy", { name: saved.owner_name ?? "?" })} className={styles.shared}>
            <IconUsers size={13} aria-hidden />
            <span className="only-read-out">{t("views.isShared")}</span>
          </span>
        )}
        {count && count !== "0" && (
          <span className={places.count} data-late={view.key === "overdue" || view.key === "breaching" || undefined}>
            {count}
          </span>
        )}
      </Link>
      {saved && mayChangeView(user, saved) && (
        <LazyMenu
          menu={viewMenu}
          props={{ view: saved, isCurrent, onRename: () => onRename(saved) }}
          plain={(open) => <ViewButton name={saved.name} onClick={open} />}
        />
      )}
    </li>
  );
}
