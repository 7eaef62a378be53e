import "../lib/later-texts.ts";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import { useOpenTicket } from "../tickets/ticket-context.ts";
import { PickField } from "../ui/PickField.tsx";
import { ownFirst } from "./own-first.ts";

const TYPING_MS = 150;
const MAX_CHOICES = 10;
const MAX_RECENT = 20;

interface Props {
  label: string;
  /** The ticket that is left out. */
  without: string;
  value: string | null;
  onChoose(id: string | null): void;
}

interface TicketMatch {
  id: string;
  ticket_number: string;
  subject: string;
  hint: string | null;
}

/** Other recent tickets of the open ticket's company; those of its requester come first. */
function useRecentOfCustomer(): TicketMatch[] {
  const { company, contact } = useOpenTicket().ticket;
  const { data = [] } = useQuery({
    queryKey: ["inbox", "recent of company", company, contact],
    queryFn: async ({ signal }) => {
      const whose = company ? { company } : { contact: contact ?? "" };
      return (await api.get("/inbox/", { query: { ...whose, page_size: MAX_RECENT }, signal })).results;
    },
    enabled: company !== null || contact !== null,
  });
  const isOther = (row: { contact: string | null }) => Number(row.contact !== contact);
  return data.toSorted((a, b) => isOther(a) - isOther(b)).map((row) => ({ ...row, hint: row.contact_name }));
}

/** Picks a ticket by its number, or by words of its subject or customer. Before that, it offers those of the same customer. */
export function TicketPicker({ label, without, value, onChoose }: Props) {
  const t = useTexts();
  const recent = useRecentOfCustomer();
  const [text, setText] = useState("");
  const [q] = useDebouncedValue(text.trim(), TYPING_MS);
  const { data, isFetching, isPlaceholderData } = useQuery({
    queryKey: ["search", "tickets", q],
    queryFn: async ({ signal }) => (await api.get("/search/", { query: { q, limit: MAX_CHOICES }, signal })).tickets,
    enabled: q !== "",
    placeholderData: keepPreviousData,
  });
  const results = ownFirst(data ?? [], useOpenTicket().ticket.company_name).map(
    (each): TicketMatch => ({ ...each, hint: each.company_name }),
  );
  const choices = (q === "" ? recent : results).flatMap(({ id, ticket_number, subject, hint }) =>
    id === without ? [] : { value: id, label: `${ticket_number} ${subject}`, hint: hint ?? "" },
  );
  return (
    <PickField
      label={label}
      placeholder={t("merging.find")}
      value={value}
      choices={choices}
      onChoose={onChoose}
      onSearch={setText}
      isBusy={isFetching}
      isStale={isPlaceholderData || text.trim() !== q}
      autoFocus
    />
  );
}
