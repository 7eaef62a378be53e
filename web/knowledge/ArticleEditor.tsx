import "../lib/later-texts.ts";
import {
  Anchor,
  Badge,
  Button,
  Group,
  Modal,
  MultiSelect,
  Select,
  Stack,
  Text,
  TextInput,
  Title,
  VisuallyHidden,
} from "@mantine/core";
import { useState } from "react";
import type { ArticleLanguage } from "../../wire/knowledge-words.ts";
import { Editor } from "../editor/Editor.tsx";
import { languageName } from "../lib/language-names.ts";
import { useTexts } from "../lib/texts.ts";
import { BackLink } from "../records/BackLink.tsx";
import { Pictures } from "../ui/CleanHtml.tsx";
import { DialogFoot } from "../ui/DialogFoot.tsx";
import css from "./ArticleEditor.module.css";
import { ArticleTools } from "./ArticleTools.tsx";
import { ARTICLE_LANGUAGES, READER_TEAMS, useCategories, VISIBILITIES } from "./categories.ts";
import { audienceOf } from "./category-tree.ts";
import { useArticleFiles } from "./use-article-files.ts";
import { type Article, postTo, useWriting, type Writing } from "./use-writing.ts";
import { Versions } from "./Versions.tsx";

/** Edits one article: its text in one language, its category and who sees it. A new one may start with a title. */
export function ArticleEditor({ article, title }: { article: Article | null; title?: string | undefined }) {
  const t = useTexts();
  const writing = useWriting(article, title);
  const { language, values, set, run, isBusy } = writing;
  const addFiles = useArticleFiles(article);
  const pictures = new Map((article?.files ?? []).map(({ id, file }) => [id, file]));
  return (
    <div className={css.page}>
      <div className={css.text}>
        <VisuallyHidden component="h1">{article?.title ?? t("knowledge.new")}</VisuallyHidden>
        <Head article={article} writing={writing} />
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
            key={`${language} ${writing.revision}`}
            label={t("knowledge.fields.text")}
            placeholder={t("knowledge.placeholder")}
            text={String(values.html)}
            onChange={(html) => set({ html })}
            onFiles={addFiles}
            tools={<ArticleTools onFiles={addFiles} />}
          />
        </Pictures>
      </div>
      <Stack className={css.side} gap="md">
        <Belonging article={article} writing={writing} />
        <Select
          label={t("knowledge.fields.language")}
          data={ARTICLE_LANGUAGES.map((value) => ({ value, label: languageName(value) }))}
          value={language}
          allowDeselect={false}
          onChange={(next) => writing.chooseLanguage(next as ArticleLanguage | null)}
        />
        {article && <More article={article} language={language} onRestore={writing.restore} />}
        {article && article.state !== "archived" && (
          <Button
            variant="default"
            loading={isBusy}
            onClick={() => void run(postTo("/kb/articles/{id}/archive/"), t("knowledge.archived"))}
          >
            {t("knowledge.archive")}
          </Button>
        )}
      </Stack>
    </div>
  );
}

interface PartProps {
  article: Article | null;
  writing: Writing;
}

/** The link back, the state of the article, and the buttons that save and publish. */
function Head({ article, writing: { run, isBusy, isChanged, discard, values } }: PartProps) {
  const t = useTexts();
  const [isAsking, setAsking] = useState(false);
  const audience = audienceOf(useCategories(), values);
  // tells the author who sees the article, the first time and after a change
  const asksFirst = article?.state !== "published" || article.effective_visibility !== audience;
  const publish = () => {
    setAsking(false);
    void run(postTo("/kb/articles/{id}/publish/"), t("knowledge.published"));
  };
  return (
    <Group justify="space-between" gap="xs">
      <BackLink to="/knowledge">{t("knowledge.title")}</BackLink>
      <Group gap="xs">
        {article && <Badge variant="light">{t(`knowledge.states.${article.state}`)}</Badge>}
        {article?.state === "published" && article.has_changes && <Text size="xs">{t("knowledge.hasChanges")}</Text>}
        {isChanged && (
          <Button variant="subtle" color="gray" onClick={discard}>
            {t("knowledge.discard")}
          </Button>
        )}
        <Button
          variant="default"
          loading={isBusy}
          onClick={() => void run(async (savedArticle) => savedArticle, t("knowledge.saved"))}
        >
          {t("common.save")}
        </Button>
        <Button loading={isBusy} onClick={() => (asksFirst ? setAsking(true) : publish())}>
          {t("knowledge.publish")}
        </Button>
      </Group>
      <Modal
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={t("knowledge.publishTitle")}
        closeButtonProps={{ "aria-label": t("common.close") }}
      >
        <Text size="sm" mb="md">
          {t("knowledge.publishText", { who: t(`knowledge.visibilities.${audience}`) })}
        </Text>
        <DialogFoot onCancel={() => setAsking(false)}>
          <Button data-autofocus onClick={publish}>
            {t("knowledge.publish")}
          </Button>
        </DialogFoot>
      </Modal>
    </Group>
  );
}

/** Who sees the article, and its category. */
function Belonging({ article, writing: { values, set } }: PartProps) {
  const t = useTexts();
  return (
    <>
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
          data={READER_TEAMS}
          value={values.teams}
          onChange={(teams) => set({ teams })}
        />
      )}
      <Select
        label={t("knowledge.fields.category")}
        data={useCategories().map(({ id, name }) => ({ value: id, label: name }))}
        value={values.category}
        placeholder={t("common.none")}
        clearable
        onChange={(category) => set({ category })}
      />
    </>
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
