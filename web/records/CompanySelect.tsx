import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { api } from "../lib/api.ts";
import { PickField } from "../ui/PickField.tsx";
import { useCreating } from "./use-creating.tsx";

const TYPING_MS = 150;

interface Props {
  label: string;
  value: string | null;
  /** The name of the chosen company, if it is known. */
  name?: string;
  error?: ReactNode;
  required?: boolean;
  autoFocus?: boolean;
  onChange: (id: string | null, name: string | null) => void;
  /** Offers to create a company with the typed name. */
  onCreate?: (name: string) => void;
}

/** Finds a company among any number of them by a part of its name. */
export function CompanySelect({ value, name, required = false, onChange, onCreate, ...field }: Props) {
  const [text, setText] = useState("");
  const [search] = useDebouncedValue(text.trim(), TYPING_MS);
  const { data, isFetching, isPlaceholderData } = useQuery({
    queryKey: ["companies", "to choose from", search],
    queryFn: ({ signal }) =>
      api.get("/companies/", {
        query: { search, page_size: 20, fields: "id,name", ...(search && { ordering: "relevance" }) },
        signal,
      }),
    placeholderData: keepPreviousData,
  });
  const creating = useCreating(text, "company", onCreate);
  return (
    <PickField
      {...field}
      required={required}
      isClearable={!required}
      value={value}
      shown={name}
      choices={(data?.results ?? []).map((each) => ({ value: each.id, label: String(each.name) }))}
      onSearch={setText}
      isBusy={isFetching}
      isStale={!data || isPlaceholderData || search !== text.trim()}
      more={creating.more}
      onChoose={(id, name) => creating.isMeant(id) || onChange(id, name)}
    />
  );
}
