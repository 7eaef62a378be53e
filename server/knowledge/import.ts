import { Readable } from "node:stream";
import { VISIBILITIES, type Visibility } from "../../wire/knowledge-words.ts";
import { newKey, shownFileName } from "../attachments/file-names.ts";
import type { NewFile } from "../attachments/receive-file.ts";
import { expectFile, removeFiles } from "../attachments/unclaimed.ts";
import type { Actor } from "../platform/actor.ts";
import { type Db, query, transact } from "../platform/database.ts";
import type { RouteServices } from "../platform/docket.ts";
import { createArticle, publishArticle, updateArticle } from "./articles.ts";
import { createCategory } from "./categories.ts";
import { type Document, isRefused, type RefusedDocument, readDocuments } from "./documents.ts";
import { addArticleFile } from "./files.ts";
import { withArticleLinks } from "./links.ts";
import type { PackedFile } from "./zip.ts";

type FileServices = Pick<RouteServices, "independentQuery" | "storage" | "log">;

interface ImportedArticle {
  id: string;
  document: Document;
  warnings: string[];
}

export interface PreparedImport {
  documents: (Document | RefusedDocument)[];
  /** The stored pictures, by their IDs. */
  storedPictures: ReadonlyMap<string, NewFile>;
  /** Removes the pictures that no article uses. */
  drop(): Promise<void>;
}

export interface ImportResult {
  path: string;
  article: string | null;
  title: string;
  reason: string;
  warnings: string[];
}

/** Reads the documents, and stores their pictures until articles take them. */
export async function prepareImport(
  services: FileServices,
  db: Db,
  files: readonly PackedFile[],
): Promise<PreparedImport> {
  const documents = await readDocuments(files);
  const storedPictures = new Map<string, NewFile>();
  const drop = () =>
    removeFiles(
      db,
      services,
      [...storedPictures.values()].map(({ file }) => file),
    );
  try {
    for (const { id, file } of documents.flatMap((each) => (isRefused(each) ? [] : each.pictures)))
      storedPictures.set(id, await storePicture(services, file));
    return { documents, storedPictures, drop };
  } catch (error) {
    await drop();
    throw error;
  }
}

async function storePicture(services: FileServices, { path, bytes }: PackedFile): Promise<NewFile> {
  const name = shownFileName(path.split("/").at(-1)!) || "picture";
  const file = newKey(name, new Date());
  await expectFile(services, file);
  return { ...(await services.storage.put(file, Readable.from([bytes]))), file, name };
}

/** Creates the articles, all in one transaction: after a crash there are none. */
export function importArticles(
  db: Db,
  actor: Actor,
  { documents, storedPictures }: Pick<PreparedImport, "documents" | "storedPictures">,
  isPublished: boolean,
): Promise<ImportResult[]> {
  return transact(db, async (db) => {
    const articles = new Map<string, { id: string; languages: Set<string> }>();
    const results: ImportResult[] = [];
    const imports: ImportedArticle[] = [];
    for (const each of documents) {
      const reason = isRefused(each) ? each.reason : await whyNot(db, each, articles.get(each.key)?.languages);
      if (isRefused(each) || reason) {
        results.push({
          path: each.path,
          article: null,
          title: isRefused(each) ? "" : each.title,
          reason,
          warnings: [],
        });
        continue;
      }
      const before = articles.get(each.key);
      const id = before ? await addLanguage(db, actor, before.id, each) : await create(db, actor, each, documents);
      articles.set(each.key, { id, languages: new Set([...(before?.languages ?? []), each.language]) });
      for (const picture of each.pictures)
        await addArticleFile(db, actor.id, id, { ...storedPictures.get(picture.id)!, id: picture.id });
      const warnings = [...each.warnings];
      results.push({ path: each.path, article: id, title: each.title, reason: "", warnings });
      imports.push({ id, document: each, warnings });
    }
    await linkArticles(db, actor, imports);
    if (isPublished) for (const { id } of articles.values()) await publishArticle(db, actor, id, null);
    return results;
  });
}

/** Turns links between the documents into links between the articles, now that each has its address. */
async function linkArticles(db: Db, actor: Actor, articles: readonly ImportedArticle[]): Promise<void> {
  const rows = await query<{ id: string; slug: string }>(
    db,
    "select id, slug from kb_articles where id = any($1::uuid[])",
    [articles.map(({ id }) => id)],
  );
  const slugs = new Map(rows.map(({ id, slug }) => [id, slug]));
  const addresses = new Map(
    articles.map(({ id, document: { path, visibility } }) => {
      const isForCustomers = visibility === "public" || visibility === "signed_in";
      return [path, isForCustomers ? `/portal/articles/${encodeURIComponent(slugs.get(id)!)}/` : `/knowledge/${id}`];
    }),
  );
  for (const { id, document, warnings } of articles) {
    const { html, missing } = withArticleLinks(document.html, document.path, (path) => addresses.get(path));
    for (const href of missing) warnings.push(`The link “${href.slice(0, 100)}” leads to no document.`);
    if (html !== document.html) await updateArticle(db, actor, id, { html, language: document.language }, null);
  }
}

/** Why a readable document still cannot become an article; empty if it can. */
async function whyNot(db: Db, { slug, language }: Document, languages: Set<string> | undefined): Promise<string> {
  if (languages) return languages.has(language) ? "Another document has this text in the same language." : "";
  if (!slug) return "";
  const existing = await query(db, "select 1 from kb_articles where slug = $1", [slug]);
  return existing.length > 0 ? "An article with this address already exists." : "";
}

async function create(
  db: Db,
  actor: Actor,
  document: Document,
  all: readonly (Document | RefusedDocument)[],
): Promise<string> {
  const { title, html, language, slug, visibility, categories } = document;
  const category = await categoryOf(db, actor, categories, all);
  return createArticle(db, actor, { title, html, language, slug, visibility, category });
}

async function addLanguage(db: Db, actor: Actor, id: string, { title, html, language }: Document): Promise<string> {
  await updateArticle(db, actor, id, { title, html, language }, null);
  return id;
}

/** The visibility of a new category: everyone who may see one of its imported articles. */
function widest(all: readonly (Document | RefusedDocument)[], names: readonly string[]): Visibility {
  const isIn = ({ categories }: Document) =>
    names.every((name, level) => categories[level]?.toLowerCase() === name.toLowerCase());
  const inside = all.filter((each): each is Document => !isRefused(each) && isIn(each));
  return VISIBILITIES.find((each) => inside.some(({ visibility }) => visibility === each)) ?? "internal";
}

/** The category with this path of names; missing ones are created. */
async function categoryOf(
  db: Db,
  actor: Actor,
  names: readonly string[],
  all: readonly (Document | RefusedDocument)[],
): Promise<string | null> {
  let parent: string | null = null;
  for (const [level, name] of names.entries()) {
    const rows: { id: string }[] = await query<{ id: string }>(
      db,
      `select id from kb_categories
       where parent is not distinct from $1::uuid and lower(name) = lower($2)
       order by position, id
       limit 1`,
      [parent, name],
    );
    parent =
      rows[0]?.id ??
      (await createCategory(db, actor, {
        name,
        parent,
        visibility: widest(all, names.slice(0, level + 1)),
        position: 100_000,
      }));
  }
  return parent;
}
