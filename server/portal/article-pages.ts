import type { FastifyInstance } from "fastify";
import { notFound } from "../../wire/problems.ts";
import { escapeHtml } from "../emails/html.ts";
import { summaryOf, withPictures } from "../knowledge/content.ts";
import { recordOpened } from "../knowledge/offers.ts";
import {
  type FirstTitles,
  firstTitles,
  movedTo,
  type PublishedArticle,
  type PublishedCategory,
  type PublishedTitle,
  publishedArticle,
  publishedCategories,
  publishedTitles,
  recordFeedback,
} from "../knowledge/published.ts";
import { findArticles } from "../knowledge/search.ts";
import { askUs, portalDate, searchForm, withScrolling } from "./layout.ts";
import { recordMiss, visitorOfDay } from "./missed-searches.ts";
import { fillPlaceholders } from "./texts.ts";
import { formOf, type PageContent, type Portal, redirect, servePage, type Visit } from "./visit.ts";

const MAX_RESULTS = 20;
const MAX_LISTED = 6;

const articleLink = ({ language }: Visit, { slug, title }: Pick<PublishedTitle, "slug" | "title">, more = "") =>
  `<a href="/portal/${language}/articles/${encodeURIComponent(slug)}/"${more}>${escapeHtml(title)}</a>`;
const categoryLink = ({ language }: Visit, { slug, name }: PublishedCategory) =>
  `<a href="/portal/${language}/categories/${encodeURIComponent(slug)}/">${escapeHtml(name)}</a>`;

export function serveArticlePages(http: FastifyInstance, portal: Portal): void {
  servePage(http, portal, "", { show: home });
  servePage(http, portal, "search/", { show: search });
  servePage(http, portal, "categories/:slug/", { show: category });
  servePage(http, portal, "articles/:slug/", { show: article });
  servePage(http, portal, "articles/:slug/feedback/", { submit: feedback });
}

async function home(visit: Visit): Promise<PageContent> {
  const { db, reader, language, texts } = visit;
  const categories = await publishedCategories(db, reader, language);
  const firsts = new Map(
    (await firstTitles(db, reader, language, MAX_LISTED)).map(({ root, ...first }) => [root, first]),
  );
  const sections = categories.flatMap((each) => {
    const first = firsts.get(each.id);
    return each.parent === null && first ? [sectionOf(visit, categoryLink(visit, each), first)] : [];
  });
  const loose = firsts.get(null);
  if (loose) sections.push(sectionOf(visit, texts.more, loose));
  return {
    title: texts.help,
    path: "",
    current: "articles",
    body: `<div class="hero"><div class="wrap"><h1>${texts.welcome}</h1>${searchForm(visit)}</div></div>
<div class="wrap"><div class="grid">${sections.join("") || `<p>${texts.noArticles}</p>`}</div>${askUs(visit)}</div>`,
  };
}

function sectionOf(visit: Visit, heading: string, { count, titles }: Omit<FirstTitles, "root">): string {
  const items = titles.map((title) => `<li>${articleLink(visit, title)}</li>`);
  return `<section class="card"><h2>${heading} <span class="small">${count}</span></h2><ul class="plain">${items.join("")}</ul></section>`;
}

async function search(visit: Visit): Promise<PageContent> {
  const { db, reader, language, texts, query } = visit;
  const q = (query.q ?? "").slice(0, 200);
  const { hits, by, correction } = await findArticles(db, reader, q, { language, limit: MAX_RESULTS });
  if (hits.length === 0) await recordMiss(visit, q);
  const items = hits.map(
    (hit) =>
      `<li lang="${hit.language}">${articleLink(visit, hit, ' class="title"')}<span class="small">${escapeHtml(hit.summary)}</span></li>`,
  );
  const heading = fillPlaceholders(hits.length > 0 ? texts.results : texts.noResults, { q });
  const hint = {
    all: "",
    some: texts.someWords,
    spelling: fillPlaceholders(texts.didYouMean, { meant: correction ?? "" }),
  }[by];
  return {
    title: texts.search,
    path: "search/",
    current: "articles",
    body: `<div class="wrap form">${searchForm(visit, q)}<h1>${q ? escapeHtml(heading) : texts.search}</h1>${hits.length > 0 && hint ? `<p>${escapeHtml(hint)}</p>` : ""}<ul class="list">${items.join("")}</ul>${q && hits.length === 0 ? await topics(visit) : ""}${q ? askUs(visit) : ""}</div>`,
  };
}

/** What to try after a search without results: other words, or the categories. */
async function topics(visit: Visit): Promise<string> {
  const { db, reader, language, texts } = visit;
  const all = await publishedCategories(db, reader, language);
  const links = all.filter(({ parent }) => parent === null).map((each) => `<li>${categoryLink(visit, each)}</li>`);
  return `<p>${texts.tryOtherWords}</p>${links.length > 0 ? `<h2>${texts.topics}</h2><ul class="plain">${links.join("")}</ul>` : ""}`;
}

async function category(visit: Visit): Promise<PageContent> {
  const { db, reader, language, params } = visit;
  const categories = await publishedCategories(db, reader, language);
  const current = categories.find(({ slug }) => slug === params.slug);
  if (!current) throw notFound();
  const parts = categories.filter(({ parent }) => parent === current.id);
  const titles = await publishedTitles(
    db,
    reader,
    language,
    [current, ...parts].map(({ id }) => id),
  );
  const list = ({ id }: PublishedCategory) =>
    `<ul class="list">${titles
      .filter((title) => title.category === id)
      .map((title) => `<li>${articleLink(visit, title, ' class="title"')}</li>`)
      .join("")}</ul>`;
  const below = parts.map((each) => `<h2>${categoryLink(visit, each)}</h2>${list(each)}`);
  return {
    title: current.name,
    path: `categories/${encodeURIComponent(current.slug)}/`,
    current: "articles",
    body: `<div class="wrap form">${crumbs(visit, current.parent, categories)}<h1>${escapeHtml(current.name)}</h1>${list(current)}${below.join("")}${askUs(visit)}</div>`,
  };
}

function crumbs(visit: Visit, category: string | null, all: readonly PublishedCategory[]): string {
  const chain: string[] = [];
  for (let each = all.find(({ id }) => id === category); each; ) {
    const { parent } = each;
    chain.unshift(categoryLink(visit, each));
    each = all.find(({ id }) => id === parent);
  }
  return `<p class="small"><a href="/portal/${visit.language}/">${visit.texts.articles}</a>${chain.map((link) => ` / ${link}`).join("")}</p>`;
}

async function articleOf(visit: Visit): Promise<PublishedArticle | null> {
  const { db, reader, language, params } = visit;
  return publishedArticle(db, reader, (params.slug ?? "").replaceAll("\0", "").toWellFormed(), language);
}

async function article(visit: Visit): Promise<PageContent | null> {
  const { db, reader, language, texts, params, visitor, request } = visit;
  const current = await articleOf(visit);
  if (!current) {
    const slug = await movedTo(db, reader, (params.slug ?? "").replaceAll("\0", "").toWellFormed());
    if (!slug) throw notFound();
    return redirect(visit, `articles/${encodeURIComponent(slug)}/`, 301);
  }
  if (visitor && request.method === "GET") await recordOpened(db, visitor, current.id);
  const categories = await publishedCategories(db, reader, language);
  const siblings = current.category ? await publishedTitles(db, reader, language, [current.category]) : [];
  const { html, headings } = withAnchors(withPictures(current.html, (id) => `/portal/files/${id}/`));
  const toc = headings.map(({ id, text }) => `<a href="#${id}">${text}</a>`).join("");
  return {
    title: current.title,
    description: summaryOf(current.html),
    path: `articles/${encodeURIComponent(current.slug)}/`,
    current: "articles",
    body: `<div class="wrap article">${sideOf(visit, current, siblings)}
<article lang="${current.language}">${crumbs(visit, current.category, categories)}<h1>${escapeHtml(current.title)}</h1>
${current.language === language ? "" : `<p class="note" lang="${language}">${texts.otherLanguage}</p>`}${html}
<p class="small" lang="${language}">${fillPlaceholders(texts.updated, { date: portalDate(visit, current.updated_at) })}</p>
${helpForm(visit, current)}${askUs(visit)}</article>
<div class="toc">${headings.length > 1 ? `<p class="small">${texts.onThisPage}</p>${toc}` : ""}</div></div>`,
  };
}

function sideOf(visit: Visit, { slug }: PublishedArticle, siblings: readonly PublishedTitle[]): string {
  if (siblings.length < 2) return "<div></div>";
  const links = siblings.map((each) => articleLink(visit, each, each.slug === slug ? ' aria-current="page"' : ""));
  return `<nav aria-label="${visit.texts.inCategory}"><p class="small">${visit.texts.inCategory}</p>${links.join("")}</nav>`;
}

function helpForm({ language, texts, query }: Visit, { slug }: PublishedArticle): string {
  const action = `/portal/${language}/articles/${encodeURIComponent(slug)}/feedback/`;
  if (query.feedback === "no")
    return `<form class="help" id="help" lang="${language}" method="post" action="${action}"><input type="hidden" name="is_helpful" value="no"><p>${texts.thanks}</p><label for="comment">${texts.whatMissing}</label><textarea id="comment" name="comment" maxlength="2000"></textarea><button class="btn">${texts.send}</button></form>`;
  if (query.feedback) {
    const thanks = query.feedback === "comment" ? texts.commentThanks : texts.thanks;
    return `<p class="help" id="help" lang="${language}" role="status">${thanks}</p>`;
  }
  return `<form class="help" id="help" lang="${language}" method="post" action="${action}"><b>${texts.wasHelpful}</b><span class="row"><button class="btn" name="is_helpful" value="yes">${texts.yes}</button><button class="btn" name="is_helpful" value="no">${texts.no}</button></span></form>`;
}

/** Gives the headings of an article anchors to link to. */
export function withAnchors(html: string): { html: string; headings: { id: string; text: string }[] } {
  const headings: { id: string; text: string }[] = [];
  const newHtml = html.replaceAll(/<h2>([\s\S]*?)<\/h2>/g, (_, inner: string) => {
    const id = `h-${headings.length + 1}`;
    // the HTML is clean, so the text between its tags is already escaped
    headings.push({ id, text: inner.replaceAll(/<[^>]*>/g, "") });
    return `<h2 id="${id}">${inner}</h2>`;
  });
  return { html: withScrolling(newHtml), headings };
}

const MAX_COMMENT = 2000;

async function feedback(visit: Visit): Promise<null> {
  const { db } = visit;
  const current = await articleOf(visit);
  if (!current) throw notFound();
  const { is_helpful, comment = "" } = await formOf(visit);
  const isHelpful = is_helpful === "yes";
  const visitor = visitorOfDay(visit, "article feedback", current.id);
  await recordFeedback(db, current.id, current.language, {
    isHelpful,
    comment: comment.slice(0, MAX_COMMENT),
    visitor,
  });
  const state = comment ? "comment" : isHelpful ? "thanks" : "no";
  return redirect(visit, `articles/${encodeURIComponent(current.slug)}/?feedback=${state}#help`);
}
