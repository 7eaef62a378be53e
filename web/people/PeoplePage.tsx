import "../lib/later-texts.ts";
import { Badge, Box, Button, Group, Text } from "@mantine/core";
import { IconUsers } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../lib/api.ts";
import { type User, useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { momentOf, relativeTo } from "../lib/time.ts";
import { RecordList } from "../records/RecordList.tsx";
import classes from "../records/records.module.css";
import { Avatar } from "../ui/Avatar.tsx";
import { type OpenPersonForm, PersonDialogs } from "./PersonDialogs.tsx";
import { PersonMenu } from "./PersonMenu.tsx";

/** The users of the desk; for Admins. */
export function PeoplePage() {
  const t = useTexts();
  const [open, setOpen] = useState<OpenPersonForm>(null);
  return (
    <>
      <RecordList
        name="users"
        title={t("people.title")}
        icon={IconUsers}
        searchLabel={t("people.search")}
        empty={[t("people.empty")]}
        newLabel={t("account.invite")}
        onNew={() => setOpen({ form: "invite" })}
        tools={
          <Button variant="default" visibleFrom="sm" onClick={() => setOpen({ form: "edit" })}>
            {t("people.new")}
          </Button>
        }
        read={(page, search, signal) =>
          api.get("/users/", { query: { page, page_size: 50, search, ordering: "first_name,username" }, signal })
        }
        columns={[
          { key: "name", title: t("people.fields.full_name"), render: (user) => <Name user={user} /> },
          {
            key: "role",
            title: t("people.fields.role"),
            render: ({ role, is_active, has_password, leads }) => (
              <Group gap="xs">
                <span>{t(`roles.${role}`)}</span>
                <Leads teams={leads} />
                {!is_active && (
                  <Badge size="sm" color="gray" variant="light">
                    {t("people.inactive")}
                  </Badge>
                )}
                {is_active && has_password === false && (
                  <Badge size="sm" color="yellow" variant="light" c="var(--ink)" tt="none">
                    {t("account.noPassword")}
                  </Badge>
                )}
              </Group>
            ),
          },
          { key: "email", title: t("people.fields.email"), render: ({ email }) => email },
          {
            key: "login",
            title: t("people.lastLogin"),

            render: ({ last_login }) =>
              last_login ? <span title={momentOf(last_login)}>{relativeTo(last_login)}</span> : t("people.never"),
          },
          { key: "menu", title: "", onPhone: "beside", render: (user) => <PersonMenu user={user} open={setOpen} /> },
        ]}
      />
      <PersonDialogs open={open} setOpen={setOpen} />
    </>
  );
}

/** The teams that a user leads. */
function Leads({ teams }: { teams: User["leads"] }) {
  const t = useTexts();
  if (teams.length === 0) return null;
  return (
    <Text span size="xs" c="dimmed">
      {t("people.leads", { teams: teams.map((team) => t(`roles.${team}`)).join(", ") })}
    </Text>
  );
}

function Name({ user }: { user: User }) {
  const t = useTexts();
  const me = useUser();
  return (
    <Group gap="sm" wrap="nowrap">
      <Avatar name={user.full_name} size={30} />
      <div>
        <Link to="/people/$id" params={{ id: user.id }} className={classes.strong}>
          {user.full_name} {user.id === me.id && `(${t("people.you")})`}
        </Link>
        <Text size="xs" c="dimmed">
          {user.username}
          <Text span inherit hiddenFrom="sm">
            {` · ${t(`roles.${user.role}`)}`}
            {!user.is_active && ` · ${t("people.inactive")}`}
          </Text>
        </Text>
        <Box hiddenFrom="sm">
          <Leads teams={user.leads} />
        </Box>
      </div>
    </Group>
  );
}
