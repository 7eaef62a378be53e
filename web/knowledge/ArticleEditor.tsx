import "../lib/later-texts.ts";
import {
  Anchor,
  Badge,
  Button,
  Group,
  MultiSelect,
  Select,
  Stack,
  Text,
  TextInput,
  Title,
  VisuallyHidden,
} from "@mantine/core";
import { RichTextEditor } from "@mantine/tiptap";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { Editor } from "../editor/Editor.tsx";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { useTexts } from "../lib/texts.ts";
import { Pictures } from "../ui/CleanHtml.tsx";
import { showError, showNotice } from "../ui/notices.ts";
import css from "./ArticleEditor.module.css";
import { ARTICLE_LANGUAGES, TEAMS, useCategories, VISIBILITIES } from "./categories.ts";
import { Versions } from "./Versions.tsx";

export type Article = AnswerOf<"GET", "/kb/articles/{id}/">;
type Language = (typeof ARTICLE_LANGUAGES)[number];
type Visibility = (typeof VISIBILITIES)[number];

const NEW = {
  title: "",
  html: "",
  category: null,
  visibility: "public" as Visibility,
  teams: [] as (typeof TEAMS)[number][],
};
const textIn = (article: Article | null, language: string) => article?.texts.find((each) => each.language === language);

/** Writes one article: its text in a language, where it belongs and who sees it. */
export function ArticleEditor({ article }: { article: Article | null }) {
  const t = useTexts();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [language, setLanguage] = useState((article?.language ?? "en") as Language);
  const [changes, setChanges] = useState<Record<string, unknown>>({});
  const [revision, setRevision] = useState(0);
  const [isBusy, setBusy] = useState(false);
  const text = textIn(article, language);
  const values = { ...NEW, ...article, title: text?.title ?? "", html: text?.html ?? "", ...changes };
  const set = (more: Record<string, unknown>) => setChanges((before) => ({ ...before, ...more }));
  const isChanged = Object.keys(changes).length > 0;

  const take = (saved: Article) => {
    queries.setQueryData(["article", saved.id], saved);
    void queries.invalidateQueries({ queryKey: ["articles"] });
    setChanges({});
    return saved;
  };
  const ifMatch = (version: number) => ({ headers: { "if-match": `"${version}"` } });
  const save = async (): Promise<Article> => {
    if (!article) return take(await api.post("/kb/articles/", { ...NEW, ...changes, language, title: values.title }));
    if (!isChanged) return article;
    const body = { ...changes, language, ...(text ? {} : { title: values.title, html: values.html }) };
    return take(await api.patch("/kb/articles/{id}/", body, { path: { id: article.id }, ...ifMatch(article.version) }));
  };
  const run = async (work: (saved: Article) => Promise<Article>, done: string) => {
    setBusy(true);
    try {
      const saved = take(await work(await save()));
      showNotice(done);
      if (!article) await navigate({ to: "/knowledge/$id", params: { id: saved.id }, replace: true });
    } catch (error) {
      showError(error, t("knowledge.notSaved"));
    } finally {
      setBusy(false);
    }
  };
  const post = (path: "/kb/articles/{id}/publish/" | "/kb/articles/{id}/archive/") => (saved: Article) =>
    api.post(path, {}, { path: { id: saved.id }, ...ifMatch(saved.version) });
  const restore = (version: number) =>
    run(async (saved) => {
      const body = { language, version };
      const restored = await api.post("/kb/articles/{id}/restore/", body, { path: { id: saved.id } });
      setRevision((before) => before + 1);
      return restored;
    }, t("knowledge.restored"));
  const chooseLanguage = (next: Language | null) => {
    if (!next || next === language) return;
    if (isChanged) return showNotice(t("knowledge.saveFirst"));
    setLanguage(next);
    setRevision((before) => before + 1);
  };
  const pictures = new Map((article?.files ?? []).map(({ id, file }) => [id, file]));

  return (
    <div className={css.page}>
      <div className={css.text}>
        <VisuallyHidden component="h1">{article?.title ?? t("knowledge.new")}</VisuallyHidden>
        <Group justify="space-between" gap="xs">
          <Anchor size="sm" renderRoot={(props) => <Link to="/knowledge" {...props} />}>
            {t("knowledge.title")}
          </Anchor>
          <Group gap="xs">
            {article && <Badge variant="light">{t(`knowledge.states.${article.state}`)}</Badge>}
            {article?.state === "published" && article.has_changes && (
              <Text size="xs">{t("knowledge.hasChanges")}</Text>
            )}
            <Button
              variant="default"
              loading={isBusy}
              onClick={() => void run(async (saved) => saved, t("knowledge.saved"))}
            >
              {t("common.save")}
            </Button>
            <Button
              loading={isBusy}
              onClick={() => void run(post("/kb/articles/{id}/publish/"), t("knowledge.published"))}
            >
              {t("knowledge.publish")}
            </Button>
          </Group>
        </Group>
        <TextInput
          size="md"
          label={t("knowledge.fields.title")}
          value={String(values.title)}
          maxLength={200}
          required
          onChange={({ currentTarget }) => set({ title: currentTarget.value })}
        />
        <Pictures value={pictures}>
          <Editor
            key={`${language} ${revision}`}
            label={t("knowledge.fields.text")}
            placeholder={t("knowledge.placeholder")}
            text={String(values.html)}
            onChange={(html) => set({ html })}
            tools={
              <RichTextEditor.ControlsGroup>
                <RichTextEditor.H2 aria-label={t("knowledge.heading")} />
                <RichTextEditor.H3 aria-label={t("knowledge.subheading")} />
              </RichTextEditor.ControlsGroup>
            }
          />
        </Pictures>
      </div>
      <Stack className={css.side} gap="md">
        <Select
          label={t("knowledge.fields.visibility")}
          description={
            article && t("knowledge.seenBy", { who: t(`knowledge.visibilities.${article.effective_visibility}`) })
          }
          data={VISIBILITIES.map((value) => ({ value, label: t(`knowledge.visibilities.${value}`) }))}
          value={values.visibility}
          allowDeselect={false}
          onChange={(visibility) => set({ visibility })}
        />
        {values.visibility === "team" && (
          <MultiSelect
            label={t("knowledge.fields.teams")}
            data={TEAMS}
            value={values.teams}
            onChange={(teams) => set({ teams })}
          />
        )}
        <Select
          label={t("knowledge.fields.category")}
          data={useCategories().map(({ id, name }) => ({ value: id, label: name }))}
          value={values.category}
          clearable
          onChange={(category) => set({ category })}
        />
        <Select
          label={t("knowledge.fields.language")}
          data={[...ARTICLE_LANGUAGES]}
          value={language}
          allowDeselect={false}
          onChange={(next) => chooseLanguage(next as Language | null)}
        />
        {article && <More article={article} language={language} onRestore={restore} />}
        {article && article.state !== "archived" && (
          <Button
            variant="default"
            loading={isBusy}
            onClick={() => void run(post("/kb/articles/{id}/archive/"), t("knowledge.archived"))}
          >
            {t("knowledge.archive")}
          </Button>
        )}
      </Stack>
    </div>
  );
}

interface MoreProps {
  article: Article;
  language: string;
  onRestore: (version: number) => Promise<void>;
}

function More({ article, language, onRestore }: MoreProps) {
  const t = useTexts();
  const { opened, inserted, helpful, not_helpful } = article.uses;
  const isShown = article.state === "published" && ["public", "signed_in"].includes(article.effective_visibility);
  return (
    <>
      {isShown && (
        <Anchor size="sm" href={`/portal/articles/${encodeURIComponent(article.slug)}/`} target="_blank">
          {t("knowledge.openForCustomers")}
        </Anchor>
      )}
      <Text size="sm">{t("knowledge.used", { opened, inserted })}</Text>
      <Text size="sm">{t("knowledge.helped", { yes: helpful, no: not_helpful })}</Text>
      <Title order={2} size="sm">
        {t("knowledge.versions")}
      </Title>
      <Versions article={article.id} version={article.version} language={language} onRestore={onRestore} />
    </>
  );
}
