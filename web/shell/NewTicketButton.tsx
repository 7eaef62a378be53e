import { ActionIcon } from "@mantine/core";
import { IconPencilPlus } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { useActions } from "../lib/actions.ts";
import { useTexts } from "../lib/texts.ts";

/** Leads to a new ticket, from everywhere. */
export function NewTicketButton() {
  const t = useTexts();
  const navigate = useNavigate();
  useActions([
    {
      id: "new ticket",
      section: t("actions.general"),
      label: t("sections.newTicket"),
      keys: "c",
      opensField: true,
      run: () => void navigate({ to: "/new" }),
    },
  ]);
  return (
    <ActionIcon
      variant="filled"
      color="action"
      size={34}
      aria-label={t("sections.newTicket")}
      title={t("sections.newTicket")}
      renderRoot={(props) => <Link to="/new" preload="intent" {...props} />}
    >
      <IconPencilPlus size={18} aria-hidden />
    </ActionIcon>
  );
}
