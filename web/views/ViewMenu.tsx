import "../lib/later-texts.ts";
import { Menu } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useTexts } from "../lib/texts.ts";
import { fromFirst } from "../ui/from-first.ts";
import { changeView } from "./change-views.ts";
import { deleteView } from "./delete-view.ts";
import { ViewButton } from "./ViewButton.tsx";
import type { SavedView } from "./views.ts";

/** The actions for a saved view. */
export function ViewMenu({ view, isCurrent, onRename }: { view: SavedView; isCurrent: boolean; onRename(): void }) {
  const t = useTexts();
  const navigate = useNavigate();
  const remove = () => {
    if (isCurrent) void navigate({ to: "/tickets", search: { view: "all" } });
    void deleteView(view);
  };
  return (
    <Menu {...fromFirst} position="bottom-end" width={200}>
      <Menu.Target>
        <ViewButton name={view.name} />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={onRename}>{t("views.rename")}</Menu.Item>
        <Menu.Item onClick={() => void changeView(view, { is_shared: !view.is_shared })}>
          {t(view.is_shared ? "savedViews.unshare" : "savedViews.share")}
        </Menu.Item>
        <Menu.Item color="red" onClick={remove}>
          {t("common.delete")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
