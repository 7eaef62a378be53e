import { ActionIcon } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { useActions } from "../lib/actions.ts";
import { useTexts } from "../lib/texts.ts";
import { tip } from "../ui/tip.ts";

/** Opens a new ticket from any page. */
export function NewTicketButton({ isLarge = false }: { isLarge?: boolean }) {
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
      variant="default"
      size={isLarge ? 36 : 28}
      {...tip(t("sections.newTicket"), "c")}
      renderRoot={(props) => <Link to="/new" preload="intent" {...props} />}
    >
      <IconPlus size={16} aria-hidden />
    </ActionIcon>
  );
}
