import "../lib/later-texts.ts";
import { Alert, Button, Checkbox, FileButton, Group, Stack, Table, Text, Title } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { zipSync } from "fflate";
import { useState } from "react";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { useTexts } from "../lib/texts.ts";
import { BackLink } from "../records/BackLink.tsx";
import records from "../records/records.module.css";
import { errorText } from "../ui/notices.ts";
import css from "./Knowledge.module.css";

type ImportSummary = AnswerOf<"POST", "/kb/import/">;

const KINDS = ".md,.markdown,.html,.htm,.png,.jpg,.jpeg,.gif,.webp,.zip";

/** The chosen files as a zip archive, each with its path in the chosen folder. */
async function zipOf(files: readonly File[]): Promise<Blob> {
  const read = async (file: File) => [
    file.webkitRelativePath.split("/").slice(1).join("/") || file.name,
    new Uint8Array(await file.arrayBuffer()),
  ];
  // pictures are compressed already
  return new Blob([zipSync(Object.fromEntries(await Promise.all(files.map(read))), { level: 0 })]);
}

async function send(files: readonly File[], isPublished: boolean): Promise<ImportSummary> {
  const only = files.length === 1 && files[0]!.name.toLowerCase().endsWith(".zip") ? files[0]! : null;
  const form = new FormData();
  form.set("file", only ?? (await zipOf(files)), only?.name ?? "articles.zip");
  return api.post("/kb/import/", form, { query: { publish: isPublished } });
}

/** Imports Markdown and HTML documents: a folder, some files, or a zip archive. */
export function ImportPage() {
  const t = useTexts();
  const queries = useQueryClient();
  const [isPublished, setPublished] = useState(false);
  const sending = useMutation({
    mutationFn: (files: File[]) => send(files, isPublished),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ["articles"] });
      void queries.invalidateQueries({ queryKey: ["kb-categories"] });
    },
  });
  const take = (files: File[]) => files.length > 0 && sending.mutate(files);
  return (
    <Stack className={css.page} gap="md">
      <BackLink to="/knowledge">{t("knowledge.title")}</BackLink>
      <Title order={1} size="h2">
        {t("knowledge.import")}
      </Title>
      <Text size="sm">{t("knowledge.importHint")}</Text>
      <Checkbox
        label={t("knowledge.importPublish")}
        checked={isPublished}
        onChange={({ currentTarget }) => setPublished(currentTarget.checked)}
      />
      <Group gap="xs">
        <FileButton multiple accept={KINDS} onChange={take}>
          {(props) => (
            <Button {...props} loading={sending.isPending}>
              {t("knowledge.chooseFiles")}
            </Button>
          )}
        </FileButton>
        <FileButton multiple inputProps={{ webkitdirectory: "" } as object} onChange={take}>
          {(props) => (
            <Button {...props} variant="default" loading={sending.isPending}>
              {t("knowledge.chooseFolder")}
            </Button>
          )}
        </FileButton>
      </Group>
      {sending.error && (
        <Alert color="red" role="alert">
          {errorText(sending.error)}
        </Alert>
      )}
      {sending.data && <Results imported={sending.data} />}
    </Stack>
  );
}

function Results({ imported: { taken, refused, results } }: { imported: ImportSummary }) {
  const t = useTexts();
  return (
    <section aria-live="polite">
      <Text fw="var(--w-mid)">
        {t("knowledge.imported", { count: taken })} {t("knowledge.importRefused", { count: refused })}
      </Text>
      <div className={css.wide}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("knowledge.importColumns.file")}</Table.Th>
              <Table.Th>{t("knowledge.importColumns.result")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {results.map(({ path, article, title, reason, warnings }) => (
              <Table.Tr key={path}>
                <Table.Td dir="auto">{path}</Table.Td>
                <Table.Td>
                  {article ? (
                    <Link to="/knowledge/$id" params={{ id: article }} className={records.strong}>
                      {title}
                    </Link>
                  ) : (
                    t("knowledge.notImported", { reason })
                  )}
                  {warnings.map((warning) => (
                    <Text key={warning} size="sm" c="dimmed">
                      {warning}
                    </Text>
                  ))}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </section>
  );
}
