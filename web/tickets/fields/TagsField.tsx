import "../../lib/later-texts.ts";
import { TagsInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../lib/api.ts";
import { useTexts } from "../../lib/texts.ts";
import { useOpenTicket } from "../ticket-context.ts";
import css from "./fields.module.css";

const tagsIn = (text: string): string[] => text.split(",").flatMap((tag) => tag.trim() || []);

/** The tags of a ticket. It offers those of recent tickets. */
export function TagsField() {
  const t = useTexts();
  const { ticket, change, problems } = useOpenTicket();
  const [isUsed, setUsed] = useState(false);
  const { data: known = [] } = useQuery({
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
      aria-label={t("fields.tags")}
      classNames={{ input: css.tags, pill: css.tag }}
      size="xs"
      variant="unstyled"
      placeholder={ticket.tags ? undefined : t("ticket.addTag")}
      value={tagsIn(ticket.tags)}
      data={known}
      onFocus={() => setUsed(true)}
      onChange={(tags) => change("tags", { tags: tags.map((tag) => tag.replaceAll(",", " ")).join(", ") })}
      error={problems.tags}
      splitChars={[",", ";"]}
      acceptValueOnBlur
    />
  );
}
