import "../lib/later-texts.ts";
import { Alert, Badge, Button, Group, Select, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, queryOptions, useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { EMAIL_KINDS, type EmailKind } from "../../wire/email-words.ts";
import { EMAIL_LANGUAGES } from "../../wire/mailbox-words.ts";
import { api, Refusal } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { copyAt } from "../lib/local-copy.ts";
import { queryClient } from "../lib/query-client.ts";
import { useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { errorText, showError, showNotice } from "../ui/notices.ts";
import { ErrorState, LoadingLines } from "../ui/States.tsx";
import { isStale } from "../ui/use-saving.ts";
import { EmailFrame } from "./EmailFrame.tsx";
import { EmailLook } from "./EmailLook.tsx";
import { Placeholders, useInsert } from "./Placeholders.tsx";
import css from "./Templates.module.css";

type Template = AnswerOf<"GET", "/email-templates/{kind}/{language}/">;
type Language = (typeof EMAIL_LANGUAGES)[number];
type Words = { kind: EmailKind; language: Language };
const PARTS = ["subject", "body", "footer"] as const;
type Part = (typeof PARTS)[number];
type TemplateText = Pick<Template, Part>;

const templateQuery = ({ kind, language }: Words) =>
  queryOptions({
    queryKey: ["email-template", kind, language],
    queryFn: ({ signal }) => api.get("/email-templates/{kind}/{language}/", { path: { kind, language }, signal }),
  });

/** The texts of emails, by kind and language, and how they look. */
export function Templates() {
  const t = useTexts();
  const [words, setWords] = useState<Words>({ kind: "acknowledgement", language: "en" });
  const { data, error, refetch } = useQuery(templateQuery(words));
  return (
    <Stack gap="lg">
      <EmailLook />
      <Group align="flex-end">
        <Select
          label={t("email.showKind")}
          value={words.kind}
          allowDeselect={false}
          onChange={(kind) => kind && setWords({ ...words, kind: kind as EmailKind })}
          data={EMAIL_KINDS.map((value) => ({ value, label: t(`email.kinds.${value}`) }))}
        />
        <Select
          label={t("settings.language")}
          value={words.language}
          allowDeselect={false}
          onChange={(language) => language && setWords({ ...words, language: language as Language })}
          data={EMAIL_LANGUAGES.map((value) => ({ value, label: t(`email.languages.${value}`) }))}
        />
        {data && !data.is_default && (
          <Badge variant="light" color="gray" tt="none" mb={8}>
            {t("email.templateOwn")}
          </Badge>
        )}
      </Group>
      {error ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : data ? (
        <Editor key={`${words.kind} ${words.language}`} words={words} template={data} />
      ) : (
        <LoadingLines />
      )}
    </Stack>
  );
}

const partsOf = ({ subject, body, footer }: TemplateText): TemplateText => ({ subject, body, footer });

/** The edited text, kept on this device until it is saved, so that neither a reload nor another text loses it. */
function useWritten({ kind, language }: Words, template: Template) {
  const copy = copyAt<{ written: TemplateText; version: string }>(`${useUser().id} email ${kind} ${language}`);
  const [draft, setDraft] = useState(() => copy.read());
  const put = (next: typeof draft) => {
    setDraft(next);
    copy.keep(next);
  };
  const now = template.updated_at ?? "original";
  return {
    written: draft?.written ?? partsOf(template),
    /** The version that the changes began from. */
    version: draft?.version ?? now,
    write: (words: TemplateText) => put({ written: words, version: draft?.version ?? now }),
    /** Lets the next save replace this version. */
    replace: (version: string) => draft && put({ ...draft, version }),
    forget: () => put(null),
  };
}

function Editor({ words, template }: { words: Words; template: Template }) {
  const t = useTexts();
  const writing = useWritten(words, template);
  const { written } = writing;
  const change = (part: Part, value: string) => writing.write({ ...written, [part]: value });
  const { insert, place } = useInsert<Part>("body", change);
  const { save, reset } = useSaving(words, template, writing);
  const { preview, ticketSelect } = usePreview(words, written);
  const refusal = [save.error, preview.error].find((error) => error instanceof Refusal && error.status === 400);
  const problem = (part: Part) => (refusal instanceof Refusal ? refusal.field(part) : null);
  const isChanged = PARTS.some((part) => written[part] !== template[part]);
  return (
    <div className={css.columns}>
      <Stack>
        <Parts written={written} change={change} place={place} problem={problem} />
        <Group justify="flex-end">
          <Text role="status" size="sm" c="dimmed" mr="auto">
            {isChanged && t("items.unsavedChanges")}
          </Text>
          {isChanged && (
            <Button variant="subtle" color="gray" onClick={writing.forget}>
              {t("common.cancel")}
            </Button>
          )}
          {!template.is_default && (
            <Button variant="default" loading={reset.isPending} onClick={() => reset.mutate()}>
              {t("email.templateToDefault")}
            </Button>
          )}
          <Button disabled={!isChanged} loading={save.isPending} onClick={() => save.mutate()}>
            {t("common.save")}
          </Button>
        </Group>
      </Stack>
      <Stack gap="xs">
        <Placeholders kind={words.kind} onInsert={insert} />
        {ticketSelect}
        {preview.error && !refusal && <Alert color="red">{errorText(preview.error)}</Alert>}
        {preview.data && (
          <>
            <Text size="sm" component="strong">
              {preview.data.subject}
            </Text>
            <EmailFrame html={preview.data.html} title={t("email.preview")} />
          </>
        )}
      </Stack>
    </div>
  );
}

function useSaving(words: Words, template: Template, writing: ReturnType<typeof useWritten>) {
  const t = useTexts();
  const path = { path: words };
  const store = (next: Template) => queryClient.setQueryData(templateQuery(words).queryKey, next);
  const save = useMutation({
    mutationFn: () => {
      const headers = { "if-match": `"${writing.version}"` };
      return api.put("/email-templates/{kind}/{language}/", writing.written, { ...path, headers });
    },
    onSuccess: (next) => {
      writing.forget();
      store(next);
      showNotice(t("email.templateSaved"));
    },
    onError: (error) => {
      if (isStale(error)) {
        writing.replace(String(error.body.version));
        showError(error, t("items.changedMeanwhile"));
      } else if (!(error instanceof Refusal && error.status === 400)) showError(error, t("failures.template"));
    },
  });
  const undo = async (before: TemplateText) => {
    await api
      .put("/email-templates/{kind}/{language}/", partsOf(before), path)
      .then(store, (error: unknown) => showError(error, t("failures.template")));
  };
  const reset = useMutation({
    mutationFn: () => api.remove("/email-templates/{kind}/{language}/", path),
    onSuccess: async () => {
      writing.forget();
      await queryClient.invalidateQueries(templateQuery(words));
      showNotice(t("email.templateReset"), { run: () => void undo(template) });
    },
    onError: (error) => showError(error, t("failures.template")),
  });
  return { save, reset };
}

interface PartsProps {
  written: TemplateText;
  change(part: Part, value: string): void;
  place: ReturnType<typeof useInsert<Part>>["place"];
  problem(part: Part): string | null | undefined;
}

function Parts({ written, change, place, problem }: PartsProps) {
  const t = useTexts();
  const field = (part: Part) => ({
    value: written[part],
    onChange: (event: { currentTarget: { value: string } }) => change(part, event.currentTarget.value),
    error: problem(part),
    ...place(part),
  });
  return (
    <>
      <TextInput label={t("email.subject")} {...field("subject")} maxLength={500} />
      <Textarea
        label={t("email.templateBody")}
        description={t("email.templateAbout")}
        {...field("body")}
        maxLength={20_000}
        autosize
        minRows={8}
        maxRows={20}
        classNames={{ input: css.code }}
      />
      <Textarea
        label={t("email.templateFooter")}
        {...field("footer")}
        maxLength={5_000}
        autosize
        minRows={2}
        classNames={{ input: css.code }}
      />
    </>
  );
}

const TYPING_MS = 300;
const TICKETS = 20;

/** The server's rendering of the text while it is edited, with a sample or one of the latest tickets. */
function usePreview({ kind, language }: Words, words: TemplateText) {
  const t = useTexts();
  const [ticket, setTicket] = useState<string | null>(null);
  const [settledWords] = useDebouncedValue(words, TYPING_MS);
  const { data: tickets } = useQuery({
    queryKey: ["email-preview-tickets"],
    queryFn: async ({ signal }) => (await api.get("/inbox/", { query: { page_size: TICKETS }, signal })).results,
  });
  const preview = useQuery({
    queryKey: ["email-preview", kind, language, settledWords, ticket],
    queryFn: ({ signal }) =>
      api.post(
        "/email-templates/{kind}/{language}/preview/",
        { ...settledWords, ticket },
        { path: { kind, language }, signal },
      ),
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 0,
  });
  const ticketSelect = (
    <Select
      label={t("email.previewWith")}
      value={ticket ?? ""}
      allowDeselect={false}
      onChange={(next) => setTicket(next || null)}
      data={[
        { value: "", label: t("email.previewSample") },
        ...(tickets ?? []).map(({ id, ticket_number, subject }) => ({
          value: id,
          label: `${ticket_number} ${subject}`,
        })),
      ]}
    />
  );
  return { preview, ticketSelect };
}
