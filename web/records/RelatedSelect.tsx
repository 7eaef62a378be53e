import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { api } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import { PickField } from "../ui/PickField.tsx";
import { useCreating } from "./use-creating.tsx";

const TYPING_MS = 150;

interface Props {
  name: "contact" | "zone";
  company: string | null;
  value: string | null;
  /** The name of the chosen one, if it is known. */
  shown?: string | undefined;
  /** The placeholder until a company is chosen. */
  placeholder: string;
  error?: ReactNode;
  onChoose(id: string | null, name: string | null): void;
  /** Offers to create one with the typed name. */
  onCreate?: (name: string) => void;
}

/** A contact or zone of a company, found by typing. A contact may be chosen first. */
export function RelatedSelect({ name, company, value, shown, placeholder, error, onChoose, onCreate }: Props) {
  const t = useTexts();
  const [text, setText] = useState("");
  const [search] = useDebouncedValue(text.trim(), TYPING_MS);
  const isOpen = company !== null || name === "contact";
  const { data, isFetching, isPlaceholderData } = useQuery({
    queryKey: [`${name}s`, "to choose from", company, search],
    queryFn: async ({ signal }) => {
      const query = { ...(company && { company }), search, page_size: 50, fields: "id,name" };
      const page =
        name === "contact"
          ? await api.get("/contacts/", { query, signal })
          : await api.get("/zones/", { query, signal });
      return page.results.map((each) => ({ value: each.id, label: each.name }));
    },
    enabled: isOpen,
    placeholderData: keepPreviousData,
  });
  const creating = useCreating(text, name, onCreate);
  return (
    <PickField
      label={t(`fields.${name}`)}
      placeholder={isOpen ? "" : placeholder}
      disabled={!isOpen}
      isClearable
      choices={isOpen ? (data ?? []) : []}
      onSearch={setText}
      isBusy={isFetching}
      isStale={!data || isPlaceholderData || search !== text.trim()}
      value={value}
      shown={shown}
      error={error}
      more={creating.more}
      onChoose={(id, label) => creating.isMeant(id) || onChoose(id, label)}
    />
  );
}
