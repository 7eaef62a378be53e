import { posix } from "node:path";
import { setImmediate } from "node:timers/promises";
import { ARTICLE_LANGUAGES, type ArticleLanguage, VISIBILITIES, type Visibility } from "../../wire/knowledge-words.ts";
import { cleanArticle } from "./content.ts";
import { pathFrom } from "./links.ts";
import { htmlOfMarkdown } from "./markdown.ts";
import { isSlug } from "./slugs.ts";
import type { PackedFile } from "./zip.ts";

const DOCUMENT = /\.(?:md|markdown|html?)$/i;
const PICTURE = /\.(?:png|jpe?g|gif|webp)$/i;
const MAX_HTML = 300_000;
const TOO_LONG = `The text is longer than ${MAX_HTML} characters.`;
const MAX_TITLE = 200;
const MAX_NAME = 100;
const MAX_LEVELS = 5;

/** A document that can become an article. */
export interface Document {
  path: string;
  /** Documents with the same key are one article in several languages. */
  key: string;
  title: string;
  html: string;
  language: ArticleLanguage;
  slug: string;
  visibility: Visibility;
  categories: string[];
  /** Its pictures, by the ID that the text has for each. */
  pictures: { id: string; file: PackedFile }[];
  warnings: string[];
}

/** A document that cannot become an article, and why. */
export interface RefusedDocument {
  path: string;
  reason: string;
}

export const isRefused = (each: Document | RefusedDocument): each is RefusedDocument => "reason" in each;

/** Reads the documents among some files, with their pictures. */
export async function readDocuments(files: readonly PackedFile[]): Promise<(Document | RefusedDocument)[]> {
  const pictures = new Map(files.filter(({ path }) => PICTURE.test(path)).map((file) => [file.path, file]));
  const usedPaths = new Set<string>();
  const documents: (Document | RefusedDocument)[] = [];
  const documentFiles = files.filter(({ path }) => DOCUMENT.test(path)).toSorted((a, b) => (a.path < b.path ? -1 : 1));
  for (const file of documentFiles) {
    // a large one takes up to a second: others are served in between
    await setImmediate();
    documents.push(readDocument(file, pictures, usedPaths));
  }
  const others = files
    .filter(({ path }) => !DOCUMENT.test(path) && !usedPaths.has(path))
    .map(({ path }) => ({
      path,
      reason: PICTURE.test(path)
        ? "No document shows this picture."
        : "This is not a Markdown file, HTML file or picture.",
    }));
  return [...documents, ...others];
}

type Facts = Record<string, string>;

function readDocument(
  { path, bytes }: PackedFile,
  pictures: ReadonlyMap<string, PackedFile>,
  usedPaths: Set<string>,
): Document | RefusedDocument {
  const text = bytes.toString("utf8").replace(/^\uFEFF/, "");
  if (text.includes("\uFFFD") || text.includes("\0")) return { path, reason: "The text is not in UTF-8." };
  const isMarkdown = /\.(?:md|markdown)$/i.test(path);
  if (isMarkdown && text.length > MAX_HTML) return { path, reason: TOO_LONG };
  const { facts, rest } = isMarkdown ? frontMatter(text) : headOf(text);
  const { title, body } = splitTitle(facts, isMarkdown ? htmlOfMarkdown(rest) : rest);
  const place = placeInPath(path, facts);
  const { visibility = "internal", slug = "" } = facts;
  const reason = faultOf({ ...place, title, visibility, slug });
  if (reason) return { path, reason };
  const content = withPictures(body, path, pictures, usedPaths);
  const html = cleanArticle(content.html);
  if (html.length > MAX_HTML) return { path, reason: TOO_LONG };
  const { language, categories, stem } = place;
  return {
    path,
    key: slug || `${posix.dirname(path)}/${stem}`,
    title,
    html,
    language: language as ArticleLanguage,
    slug,
    visibility: visibility as Visibility,
    categories,
    pictures: content.pictures,
    warnings: content.warnings,
  };
}

/** The language and categories that a document's path suggests, unless the document names them. */
function placeInPath(path: string, facts: Facts): { stem: string; language: string; categories: string[] } {
  const name = posix.basename(path).replace(DOCUMENT, "");
  const suffix = /\.([a-z]{2})$/i.exec(name)?.[1]?.toLowerCase() ?? "";
  const hasLanguage = isLanguage(suffix);
  const folders = posix
    .dirname(path)
    .split("/")
    .filter((part) => part !== ".");
  const categories = facts.category === undefined ? folders : facts.category.split("/");
  return {
    stem: hasLanguage ? name.slice(0, -3) : name,
    language: facts.language || (hasLanguage ? suffix : "en"),
    categories: categories.map((each) => each.trim()).filter(Boolean),
  };
}

interface Claims {
  title: string;
  language: string;
  visibility: string;
  slug: string;
  categories: string[];
}

/** Why a document cannot become an article; empty if it can. */
function faultOf({ title, language, visibility, slug, categories }: Claims): string {
  if (!title) return "It has no title: neither in its front matter nor as its first heading.";
  if ([...title].length > MAX_TITLE) return `The title is longer than ${MAX_TITLE} characters.`;
  if (!isLanguage(language)) return `There is no language “${language}”.`;
  if (!isVisibility(visibility)) return `The visibility is none of ${VISIBILITIES.filter(isVisibility).join(", ")}.`;
  if (slug && !isSlug(slug)) return "The slug has other signs than small letters, digits and single hyphens.";
  if (categories.length > MAX_LEVELS) return `Categories can be at most ${MAX_LEVELS} levels deep.`;
  if (categories.some((each) => [...each].length > MAX_NAME))
    return `A category's name is longer than ${MAX_NAME} characters.`;
  return "";
}

const isLanguage = (text: string): boolean => ARTICLE_LANGUAGES.some((each) => each === text);
// a document cannot name teams
const isVisibility = (text: string): boolean => VISIBILITIES.some((each) => each === text && each !== "team");

/** The "name: value" lines between two lines of "---" at the beginning. */
function frontMatter(text: string): { facts: Facts; rest: string } {
  const match = /^---[ \t]*\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/.exec(text);
  if (!match) return { facts: {}, rest: text };
  const pairs = match[1]!.split(/\r?\n/).flatMap((line) => {
    const [, name, value] = /^(\w+):\s*(.*?)\s*$/.exec(line) ?? [];
    return name ? [[name.toLowerCase(), value!.replace(/^(["'])(.*)\1$/, "$2")]] : [];
  });
  return { facts: Object.fromEntries(pairs), rest: text.slice(match[0].length) };
}

// Patterns for tags end at the next "<": one that reads on to a ">" takes hours for a file of "<meta <meta <meta …".
const textOf = (html: string): string =>
  html
    .replaceAll(/<[^<>]*>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll(/&#39;|&apos;/g, "'")
    .replaceAll("&amp;", "&")
    .replaceAll(/\s+/g, " ")
    .trim();

/** The facts in the head of an HTML page, and its body. */
function headOf(text: string): { facts: Facts; rest: string } {
  const facts: Facts = {};
  const title = /<title[^<>]*>([^<]*)<\/title>/i.exec(text)?.[1];
  if (title && textOf(title)) facts.title = textOf(title);
  const language = /\blang="?([a-z]{2})/i.exec(/<html\b[^<>]*/i.exec(text)?.[0] ?? "")?.[1];
  if (language) facts.language = language.toLowerCase();
  for (const [tag] of text.matchAll(/<meta\b[^<>]*>/gi)) {
    const name = /\bname="?([\w-]+)/i.exec(tag)?.[1]?.toLowerCase();
    const content = /\bcontent="([^"]*)"/i.exec(tag)?.[1];
    if (name && content && ["category", "language", "slug", "visibility"].includes(name)) facts[name] = textOf(content);
  }
  const start = /<body\b[^<>]*>/i.exec(text);
  if (start) return { facts, rest: text.slice(start.index + start[0].length).replace(/<\/body>[\s\S]*$/i, "") };
  const [head, end] = [/<head\b/i.exec(text), /<\/head>/i.exec(text)];
  const hasHead = head !== null && end !== null && head.index < end.index;
  return { facts, rest: hasHead ? text.slice(0, head.index) + text.slice(end.index + end[0].length) : text };
}

/** The title, and the text without a heading that repeats it. */
function splitTitle({ title = "" }: Facts, html: string): { title: string; body: string } {
  const [start, end] = [/<h1\b[^<>]*>/i.exec(html), /<\/h1>/i.exec(html)];
  const isHeading = start !== null && end !== null && start.index < end.index;
  const words = isHeading ? textOf(html.slice(start.index, end.index)) : "";
  if (!isHeading || (title && title !== words)) return { title: title.trim(), body: html };
  return { title: words, body: html.slice(0, start.index) + html.slice(end.index + end[0].length) };
}

function withPictures(
  html: string,
  path: string,
  pictures: ReadonlyMap<string, PackedFile>,
  usedPaths: Set<string>,
): Pick<Document, "html" | "pictures" | "warnings"> {
  const usedPictures = new Map<string, { id: string; file: PackedFile }>();
  const warnings: string[] = [];
  const text = html.replaceAll(/(<img\b[^<>]*?\bsrc=")([^"]*)"/gi, (whole, before: string, source: string) => {
    const file = /^[a-z][\w+.-]*:|^\/\//i.test(source) ? undefined : pictures.get(pathFrom(path, source));
    if (!file) {
      warnings.push(`The picture “${source.slice(0, 100)}” is not among the files.`);
      return whole;
    }
    const picture = usedPictures.get(file.path) ?? { id: crypto.randomUUID(), file };
    usedPictures.set(file.path, picture);
    usedPaths.add(file.path);
    return `${before}cid:${picture.id}"`;
  });
  return { html: text, pictures: [...usedPictures.values()], warnings };
}
