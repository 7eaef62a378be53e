import "../lib/later-texts.ts";
import { TagsInput, type TagsInputProps } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";

export const tagsIn = (text: string): string[] => text.split(",").flatMap((tag) => tag.trim() || []);

type Props = Omit<TagsInputProps, "value" | "onChange"> & { value: string[]; onChange(tags: string[]): void };

/** A field for tags: Enter, a comma or a semicolon ends one. It says so, and offers the tags of recent tickets. */
export function TagEntry({ value, onChange, ...more }: Props) {
  const t = useTexts();
  const [isUsed, setUsed] = useState(false);
  const [isFocused, setFocused] = useState(false);
  const { data: knownTags = [] } = useQuery({
    queryKey: ["inbox", "tags"],
    queryFn: async ({ signal }) => {
      const { results } = await api.get("/inbox/", { query: { fields: "tags", page_size: 200 }, signal });
      return [...new Set(results.flatMap(({ tags }) => tagsIn(tags)))].sort();
    },
    enabled: isUsed,
    staleTime: 5 * 60_000,
  });
  return (
    <TagsInput
      {...more}
      data={knownTags}
      value={value}
      placeholder={value.length === 0 || isFocused ? t("ticket.addTag") : undefined}
      // a hidden list of options would be placed each time that the field is drawn, which lays the page out
      comboboxProps={{ keepMounted: false }}
      splitChars={[",", ";"]}
      acceptValueOnBlur
      onFocus={() => {
        setUsed(true);
        setFocused(true);
      }}
      onBlur={() => setFocused(false)}
      onChange={(tags) => onChange(tags.map((tag) => tag.replaceAll(",", " ")))}
    />
  );
}
