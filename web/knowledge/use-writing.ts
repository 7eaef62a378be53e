import "../lib/later-texts.ts";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useReducer, useState } from "react";
import type { ArticleLanguage } from "../../wire/knowledge-words.ts";
import { api, Refusal } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { copyAt } from "../lib/local-copy.ts";
import { queryClient } from "../lib/query-client.ts";
import { useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { showError, showNotice } from "../ui/notices.ts";
import type { READER_TEAMS, VISIBILITIES } from "./categories.ts";

export type Article = AnswerOf<"GET", "/kb/articles/{id}/">;
type Visibility = (typeof VISIBILITIES)[number];

const NEW = {
  title: "",
  html: "",
  category: null,
  visibility: "public" as Visibility,
  teams: [] as (typeof READER_TEAMS)[number][],
};
const textIn = (article: Article | null, language: string) => article?.texts.find((each) => each.language === language);
/** The unsaved changes of an article on this device: the language, and the version that they began with. */
interface LocalArticle {
  changes: Record<string, unknown>;
  language: ArticleLanguage;
  version: number | null;
}

const ifMatch = (version: number) => ({ headers: { "if-match": `"${version}"` } });

type Work = (article: Article) => Promise<Article>;

export const postTo =
  (path: "/kb/articles/{id}/publish/" | "/kb/articles/{id}/archive/"): Work =>
  (article) =>
    api.post(path, {}, { path: { id: article.id }, ...ifMatch(article.version) });

export type Writing = ReturnType<typeof useWriting>;

/** The state of an article in the editor: its values with the unsaved changes in one language, and the actions on it. */
export function useWriting(article: Article | null, title = "") {
  const t = useTexts();
  const { kept, keep } = useCopy(article, title);
  const [language, setLanguage] = useState(kept.language);
  const { changes, base, isChanged, set, drop, hold } = useChanges(article, kept);
  useEffect(() => keep(isChanged ? { changes, language, version: base?.version ?? null } : null));
  const [revision, showAgain] = useReducer((before: number) => before + 1, 0);
  const text = textIn(article, language);
  const values = { ...NEW, ...article, title: text?.title ?? "", html: text?.html ?? "", ...changes };
  const save = async (): Promise<Article> => {
    if (!base) return api.post("/kb/articles/", { ...NEW, ...changes, language, title: values.title });
    if (!isChanged) return article ?? base;
    const body = { ...changes, language, ...(text ? {} : { title: values.title, html: values.html }) };
    return api.patch("/kb/articles/{id}/", body, { path: { id: base.id }, ...ifMatch(base.version) });
  };
  // saving again replaces the colleague's text, which stays in the list of versions
  const stale = (version: number) => {
    if (isChanged) hold(version);
    else void queryClient.invalidateQueries({ queryKey: ["article"] }).then(showAgain);
    return isChanged;
  };
  const { run, isBusy } = useRun({ article, save, taken: drop, stale });
  const restore = (version: number) =>
    run(async ({ id }) => {
      const restoredArticle = await api.post("/kb/articles/{id}/restore/", { language, version }, { path: { id } });
      showAgain();
      return restoredArticle;
    }, t("knowledge.restored"));
  const chooseLanguage = (next: ArticleLanguage | null) => {
    if (!next || next === language) return;
    if (isChanged) return showNotice(t("knowledge.saveFirst"));
    setLanguage(next);
    showAgain();
  };
  const discard = () => {
    drop();
    showAgain();
  };
  return { language, values, set, revision, isBusy, isChanged, discard, run, restore, chooseLanguage };
}

/** The copy of the changes on this device, so that a reload, a crash or a lost connection loses nothing. */
function useCopy(article: Article | null, title: string) {
  const copy = copyAt<LocalArticle>(`${useUser().id} article ${article?.id ?? `new ${title}`}`);
  const language = (article?.language ?? "en") as ArticleLanguage;
  const [firstCopy] = useState(
    () => copy.read() ?? { changes: !article && title ? { title } : {}, language, version: null },
  );
  return { kept: firstCopy, keep: copy.keep };
}

/**
 * The changes to an article and the version that they began with, so that a colleague's newer text is not overwritten unseen.
 */
function useChanges(article: Article | null, first: Pick<LocalArticle, "changes" | "version">) {
  const [changes, setChanges] = useState(first.changes);
  const [baseArticle, setBaseArticle] = useState(
    article && first.version !== null ? { ...article, version: first.version } : null,
  );
  const set = (more: Record<string, unknown>) => {
    setBaseArticle((before) => before ?? article);
    setChanges((before) => ({ ...before, ...more }));
  };
  const drop = () => {
    setChanges({});
    setBaseArticle(null);
  };
  /** Lets the next save replace this version. */
  const hold = (version: number) => setBaseArticle(article && { ...article, version });
  return { changes, base: baseArticle ?? article, isChanged: Object.keys(changes).length > 0, set, drop, hold };
}

interface Running {
  article: Article | null;
  save(): Promise<Article>;
  /** Call it when the changes are saved. */
  taken(): void;
  /** Call it when someone else has changed the article to this version. Returns whether saving again would replace it. */
  stale(version: number): boolean;
}

/** Saves, then runs the next step. The first save of a new article opens its page. */
function useRun({ article, save, taken, stale }: Running) {
  const t = useTexts();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const take = (savedArticle: Article) => {
    queries.setQueryData(["article", savedArticle.id], savedArticle);
    void queries.invalidateQueries({ queryKey: ["articles"] });
    taken();
    return savedArticle;
  };
  const run = async (work: Work, done: string) => {
    setBusy(true);
    try {
      // what was saved stays saved, even if a later step fails
      const before = await save();
      const savedArticle = take(await work(before === article ? before : take(before)));
      showNotice(done);
      if (!article) await navigate({ to: "/knowledge/$id", params: { id: savedArticle.id }, replace: true });
    } catch (error) {
      const isStale = error instanceof Refusal && error.status === 412;
      const canReplace = isStale && stale(Number(error.body.version));
      showError(error, t(canReplace ? "items.changedMeanwhile" : "knowledge.notSaved"));
    } finally {
      setBusy(false);
    }
  };
  return { run, isBusy };
}
