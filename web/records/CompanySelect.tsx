import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { api } from "../lib/api.ts";
import { PickField } from "../ui/PickField.tsx";
import type { Choice } from "../ui/use-picking.ts";
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
    queryFn: ({ signal }) => findCompanies(search, signal),
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
      choices={data ?? []}
      onSearch={setText}
      isBusy={isFetching}
      isStale={!data || isPlaceholderData || search !== text.trim()}
      more={creating.more}
      onChoose={(id, name) => creating.isMeant(id) || onChange(id, name)}
    />
  );
}

const MAX_LISTED = 20;

/**
 * The companies with the text in their names; if there are none, those spelled nearly like it, which Enter does not take,
 * because someone may want to create another one.
 */
async function findCompanies(search: string, signal: AbortSignal): Promise<Choice[]> {
  const query = { search, page_size: MAX_LISTED, fields: "id,name", ...(search && { ordering: "relevance" }) };
  const { results } = await api.get("/companies/", { query, signal });
  if (results.length > 0 || !search) return results.map(({ id, name }) => ({ value: id, label: String(name) }));
  const { companies } = await api.get("/search/", { query: { q: search, limit: MAX_LISTED }, signal });
  return companies.map(({ id, name }) => ({ value: id, label: name, isRisky: true }));
}
