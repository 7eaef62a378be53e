import "../lib/later-texts.ts";
import { Alert, Anchor, Button, Group, Stack } from "@mantine/core";
import { IconExternalLink, IconLock } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTexts } from "../lib/texts.ts";
import { CleanHtml, Pictures } from "../ui/CleanHtml.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { ErrorState, LoadingLines } from "../ui/States.tsx";
import { countUse, type Hit, type PublishedText, publishedText } from "./article-queries.ts";
import { type InsertMode, mayLink } from "./insertion.ts";

interface Props {
  hit: Pick<Hit, "id" | "language" | "title">;
  ticket: string;
  /** Whether it would be inserted into an internal note. */
  isNote: boolean;
  /** Returns the focus to where it was; otherwise the caller moves it. */
  returnFocus?: boolean;
  onInsert(article: PublishedText, how: InsertMode): void;
  onClose(): void;
}

/** Shows an article as its readers see it, and inserts it as a link or as text. */
export function ReadArticle({ hit, ticket, isNote, returnFocus = true, onInsert, onClose }: Props) {
  const t = useTexts();
  const { data: article, error, refetch } = useQuery(publishedText(hit));
  useEffect(() => countUse(hit.id, ticket, "opened"), [hit.id, ticket]);
  return (
    <Dialog size="lg" returnFocus={returnFocus} onClose={onClose} title={article?.title ?? hit.title}>
      {error && <ErrorState error={error} onRetry={refetch} />}
      {!article && !error && <LoadingLines />}
      {article && (
        <Stack gap="sm">
          <Audience article={article} isNote={isNote} />
          <Pictures value={new Map(article.files.map(({ id, file }) => [id, file]))}>
            <CleanHtml text={article.html} />
          </Pictures>
          <Group justify="flex-end">
            {article.url && (
              <Anchor href={article.url} target="_blank" size="sm" mr="auto">
                {t("articles.open")} <IconExternalLink size={14} aria-hidden />
              </Anchor>
            )}
            <Button variant="default" onClick={() => onInsert(article, "text")}>
              {t("articles.insertText")}
            </Button>
            {mayLink(article, isNote) && (
              // the button appears after the dialog, once the text is loaded
              <Button autoFocus data-autofocus onClick={() => onInsert(article, "link")}>
                {t("articles.insertLink")}
              </Button>
            )}
          </Group>
        </Stack>
      )}
    </Dialog>
  );
}

/** Says who may read the article, unless everyone may. */
function Audience({ article, isNote }: { article: PublishedText; isNote: boolean }) {
  const t = useTexts();
  if (article.effective_visibility === "public") return null;
  const text = article.url
    ? t("articles.signedIn")
    : isNote
      ? t("articles.internal")
      : `${t("articles.internal")} ${t("articles.noLink")}`;
  return (
    <Alert icon={<IconLock size={16} aria-hidden />} role="note">
      {text}
    </Alert>
  );
}
