import "../lib/later-texts.ts";
import type { Via } from "../../wire/ticket-words.ts";
import { useTexts } from "../lib/texts.ts";

/** The channel of a message unless it is this app, and whether a customer wrote it. */
export function MessageWay({ via, isCustomer = false }: { via: Via; isCustomer?: boolean }) {
  const t = useTexts();
  const way = via === "web" ? "" : t(`email.vias.${via}`);
  return <>{[isCustomer && t("email.customer"), way].filter(Boolean).join(" · ")}</>;
}
