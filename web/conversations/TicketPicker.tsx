import "../lib/later-texts.ts";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import { PickField } from "../ui/PickField.tsx";

const TYPING_MS = 150;
const MAX_CHOICES = 10;

interface Props {
  label: string;
  /** The ticket that is left out. */
  without: string;
  value: string | null;
  onChoose(id: string | null): void;
}

/** Picks a ticket by its number, or by words of its subject or customer. */
export function TicketPicker({ label, without, value, onChoose }: Props) {
  const t = useTexts();
  const [text, setText] = useState("");
  const [q] = useDebouncedValue(text.trim(), TYPING_MS);
  const { data, isFetching, isPlaceholderData } = useQuery({
    queryKey: ["search", "tickets", q],
    queryFn: async ({ signal }) => (await api.get("/search/", { query: { q, limit: MAX_CHOICES }, signal })).tickets,
    enabled: q !== "",
    placeholderData: keepPreviousData,
  });
  const choices = (q === "" ? [] : (data ?? [])).flatMap(({ id, ticket_number, subject, company_name }) =>
    id === without ? [] : { value: id, label: `${ticket_number} ${subject}`, hint: company_name ?? "" },
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
