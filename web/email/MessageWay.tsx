import "../lib/later-texts.ts";
import type { Via } from "../../wire/ticket-words.ts";
import { useTexts } from "../lib/texts.ts";

/** How a message came, if not by this app, and whether its author is a customer. */
export function MessageWay({ via, isCustomer = false }: { via: Via; isCustomer?: boolean }) {
  const t = useTexts();
  const way = via === "web" ? "" : t(`email.vias.${via}`);
  return <>{[isCustomer && t("email.customer"), way].filter(Boolean).join(" · ")}</>;
}
