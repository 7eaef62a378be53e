import "../lib/later-texts.ts";
import { Button, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import { relativeTo } from "../lib/time.ts";
import { Compare } from "./Compare.tsx";

interface Props {
  article: string;
  /** The version of the article; a new one reloads the list. */
  version: number;
  language: string;
  onRestore: (version: number) => Promise<void>;
}

/** The versions of a text, newest first. Each can be compared with the newest, and restored. */
export function Versions({ article, version, language, onRestore }: Props) {
  const t = useTexts();
  const { data } = useQuery({
    queryKey: ["article", article, "versions", version, language],
    queryFn: ({ signal }) =>
      api.get("/kb/articles/{id}/versions/", { path: { id: article }, query: { language }, signal }),
  });
  const [comparedVersion, setComparedVersion] = useState<number | null>(null);
  const versions = data?.results ?? [];
  const before = versions.find((each) => each.version === comparedVersion);
  return (
    <>
      {versions.map((each, at) => (
        <Group key={each.version} justify="space-between" wrap="nowrap" gap="xs">
          <Text size="sm">
            {each.version} · {each.author_name} · {relativeTo(each.created_at)}
          </Text>
          {at > 0 && (
            <Button size="compact-sm" variant="subtle" onClick={() => setComparedVersion(each.version)}>
              {t("knowledge.compare")}
            </Button>
          )}
        </Group>
      ))}
      {before && (
        <Compare
          title={t("knowledge.compareTitle", { version: before.version, newest: versions[0]!.version })}
          before={before}
          after={versions[0]!}
          onRestore={() => {
            setComparedVersion(null);
            void onRestore(before.version);
          }}
          onClose={() => setComparedVersion(null)}
        />
      )}
    </>
  );
}
