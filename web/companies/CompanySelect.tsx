import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { api } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";

interface Props {
  label: string;
  value: string | null;
  /** The name of the company that is chosen, where it is known. */
  name?: string;
  error?: ReactNode;
  required?: boolean;
  onChange: (id: string | null, name: string | null) => void;
}

/** Finds a company among any number of them by typing a part of its name. */
export function CompanySelect({ label, value, name, error, required = false, onChange }: Props) {
  const t = useTexts();
  const [text, setText] = useState(name ?? "");
  const [chosen, setChosen] = useState(value && name ? { value, label: name } : null);
  const [asked] = useDebouncedValue(text.trim(), 150);
  const search = asked === chosen?.label ? "" : asked;
  const { data, isFetching } = useQuery({
    queryKey: ["companies", "to choose from", search],
    queryFn: ({ signal }) =>
      api.get("/companies/", {
        query: { search, page_size: 20, fields: "id,name", ...(search && { ordering: "relevance" }) },
        signal,
      }),
    placeholderData: keepPreviousData,
  });
  const found = (data?.results ?? []).map((each) => ({ value: each.id, label: String(each.name) }));
  return (
    <Select
      label={label}
      required={required}
      error={error}
      searchable
      clearable={!required}
      searchValue={text}
      onSearchChange={setText}
      value={value}
      data={chosen && !found.some((each) => each.value === chosen.value) ? [chosen, ...found] : found}
      // what was found is right as the server says it
      filter={({ options }) => options}
      nothingFoundMessage={isFetching ? t("common.loading") : t("records.nothingFits", { search: text })}
      onChange={(id, option) => {
        setChosen(option ? { value: option.value, label: option.label } : null);
        onChange(id, option?.label ?? null);
      }}
    />
  );
}
