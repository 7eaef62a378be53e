import "../lib/later-texts.ts";
import { IconCheck, IconRotate } from "@tabler/icons-react";
import { useTexts } from "../lib/texts.ts";
import { isOpenStatus, useOpenTicket } from "../tickets/ticket-context.ts";
import { RESOLVE_KEY } from "../tickets/ticket-keys.ts";
import { useTicketActions } from "../tickets/use-ticket-actions.ts";
import { Keys } from "../ui/Keys.tsx";
import { tip } from "../ui/tip.ts";
import css from "./ResolveButton.module.css";

/** Resolves the ticket, or reopens a resolved one. On a phone it is an icon. */
export function ResolveButton({ isSmall = false }: { isSmall?: boolean }) {
  const t = useTexts();
  const { ticket } = useOpenTicket();
  const { resolve, reopen } = useTicketActions();
  const isOpen = isOpenStatus(ticket.status);
  const label = t(isOpen ? "ticket.resolve" : "ticket.reopen");
  const Picture = isOpen ? IconCheck : IconRotate;
  return (
    <button
      type="button"
      className={css.button}
      data-done={isOpen || undefined}
      data-small={isSmall || undefined}
      {...(isSmall && tip(label))}
      onClick={() => (isOpen ? resolve() : reopen())}
    >
      <Picture size={isSmall ? 20 : 16} aria-hidden />
      {!isSmall && label}
      {!isSmall && isOpen && <Keys of={RESOLVE_KEY} />}
    </button>
  );
}
