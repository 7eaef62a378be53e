import "../lib/later-texts.ts";
import { api } from "../lib/api.ts";
import type { LiveEvent } from "../lib/live.ts";
import { currentUserId } from "../lib/session.ts";
import { t } from "../lib/texts.ts";
import { showNotice } from "../ui/notices.ts";

/** Says that a ticket is near or past its target, to the person whom the policy tells. */
export async function showAlert({ about, changes }: LiveEvent): Promise<void> {
  const [recipient, kind] = [changes?.recipient?.[1], changes?.kind?.[1]];
  if (!about || recipient !== currentUserId()) return;
  const ticket = await api.get("/tickets/{id}/", { path: { id: about }, query: { fields: "ticket_number,subject" } });
  const { ticket_number: number, subject } = ticket;
  showNotice(t(kind === "sla_breached" ? "sla.alert.breached" : "sla.alert.due_soon", { number, subject }));
}
