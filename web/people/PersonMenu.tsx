import "../lib/later-texts.ts";
import { ActionIcon, Menu } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "../lib/api.ts";
import { type User, useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { fromFirst } from "../ui/from-first.ts";
import { showError, showNotice } from "../ui/notices.ts";
import type { OpenPersonForm } from "./PersonDialogs.tsx";

/** An Admin's actions for a user. */
export function PersonMenu({ user, open }: { user: User; open: (form: OpenPersonForm) => void }) {
  const t = useTexts();
  const me = useUser();
  const queries = useQueryClient();
  const setActive = async (is_active: boolean, isUndo = false) => {
    try {
      await api.patch("/users/{id}/", { is_active }, { path: { id: user.id } });
      void queries.invalidateQueries({ queryKey: ["users"] });
      void queries.invalidateQueries({ queryKey: ["user", user.id] });
      showNotice(
        t(is_active ? "people.activated" : "people.deactivated", { name: user.full_name }),
        isUndo ? undefined : { run: () => void setActive(!is_active, true) },
      );
    } catch (error) {
      showError(error, t("failures.user", { name: user.full_name }));
    }
  };
  return (
    <Menu {...fromFirst} position="bottom-end">
      <Menu.Target>
        <ActionIcon size="lg" aria-label={t("people.menu", { name: user.full_name })}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => open({ form: "edit", user })}>{t("common.edit")}</Menu.Item>
        <Menu.Item
          renderRoot={(props) => <Link to="/tickets" search={{ view: "all", assigned_to: user.id }} {...props} />}
        >
          {t("people.tickets")}
        </Menu.Item>
        {user.is_active && (
          <Menu.Item onClick={() => open({ form: "link", user })}>{t("account.passwordLink")}</Menu.Item>
        )}
        <Menu.Item onClick={() => open({ form: "reset", user })}>{t("people.resetPassword")}</Menu.Item>
        {user.id !== me.id && (
          <Menu.Item color={user.is_active ? "red" : undefined} onClick={() => void setActive(!user.is_active)}>
            {t(user.is_active ? "people.deactivate" : "people.activate")}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
