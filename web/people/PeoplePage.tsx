import { ActionIcon, Badge, Group, Menu, Text } from "@mantine/core";
import { IconDots, IconUsers } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../lib/api.ts";
import { type User, useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { momentOf, relativeTo } from "../lib/time.ts";
import { Face } from "../ui/Face.tsx";
import { tellDone, tellProblem } from "../ui/notices.ts";
import { RecordList } from "../ui/records/RecordList.tsx";
import { PersonForm } from "./PersonForm.tsx";

type Open = { user?: User; isReset?: boolean } | null;

/** The users of the desk; for Admins. */
export function PeoplePage() {
  const t = useTexts();
  const [open, setOpen] = useState<Open>(null);
  return (
    <>
      <RecordList
        name="users"
        title={t("people.title")}
        icon={IconUsers}
        searchLabel={t("people.search")}
        empty={t("people.empty")}
        newLabel={t("people.new")}
        onNew={() => setOpen({})}
        read={(page, search, signal) =>
          api.get("/users/", { query: { page, page_size: 50, search, ordering: "first_name,username" }, signal })
        }
        columns={[
          { key: "name", title: t("people.fields.full_name"), render: (user) => <Name user={user} /> },
          {
            key: "role",
            title: t("people.fields.role"),
            render: ({ role, is_active }) => (
              <Group gap="xs">
                <span>{t(`roles.${role}`)}</span>
                {!is_active && (
                  <Badge size="sm" color="gray" variant="light">
                    {t("people.inactive")}
                  </Badge>
                )}
              </Group>
            ),
          },
          { key: "email", title: t("people.fields.email"), isWideOnly: true, render: ({ email }) => email },
          {
            key: "login",
            title: t("people.lastLogin"),
            isWideOnly: true,
            render: ({ last_login }) =>
              last_login ? <span title={momentOf(last_login)}>{relativeTo(last_login)}</span> : t("people.never"),
          },
          { key: "menu", title: "", render: (user) => <PersonMenu user={user} open={setOpen} /> },
        ]}
      />
      {open && <PersonForm {...open} onClose={() => setOpen(null)} />}
    </>
  );
}

function Name({ user }: { user: User }) {
  const t = useTexts();
  const me = useUser();
  return (
    <Group gap="sm" wrap="nowrap">
      <Face name={user.full_name} size={30} />
      <div>
        <Text size="sm" fw={600}>
          {user.full_name} {user.id === me.id && `(${t("people.you")})`}
        </Text>
        <Text size="xs" c="dimmed">
          {user.username}
        </Text>
      </div>
    </Group>
  );
}

function PersonMenu({ user, open }: { user: User; open: (what: Open) => void }) {
  const t = useTexts();
  const me = useUser();
  const queries = useQueryClient();
  const setActive = async (is_active: boolean, isUndo = false) => {
    try {
      await api.patch("/users/{id}/", { is_active }, { path: { id: user.id } });
      void queries.invalidateQueries({ queryKey: ["users"] });
      tellDone(
        t(is_active ? "people.activated" : "people.deactivated", { name: user.full_name }),
        isUndo ? undefined : { run: () => void setActive(!is_active, true) },
      );
    } catch (error) {
      tellProblem(error);
    }
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={t("people.menu", { name: user.full_name })}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => open({ user })}>{t("common.edit")}</Menu.Item>
        <Menu.Item
          renderRoot={(props) => <Link to="/tickets" search={{ view: "all", assigned_to: user.id }} {...props} />}
        >
          {t("people.tickets")}
        </Menu.Item>
        <Menu.Item onClick={() => open({ user, isReset: true })}>{t("people.resetPassword")}</Menu.Item>
        {user.id !== me.id && (
          <Menu.Item color={user.is_active ? "red" : undefined} onClick={() => void setActive(!user.is_active)}>
            {t(user.is_active ? "people.deactivate" : "people.activate")}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
