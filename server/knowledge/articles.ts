import type { Values } from "../../wire/fields.ts";
import type { articleFields } from "../../wire/knowledge-shapes.ts";
import { type FieldErrors, invalid, noSuch, Problem } from "../../wire/problems.ts";
import { leaveFiles } from "../attachments/unclaimed.ts";
import { insertEvents } from "../events/events.ts";
import type { Actor } from "../platform/actor.ts";
import { type Db, query, transact } from "../platform/database.ts";
import { parameters } from "../platform/parameters.ts";
import { insertRow, updateRow } from "../platform/row-change.ts";
import { nextSlug } from "./categories.ts";
import { cleanArticle } from "./content.ts";
import { isSlug, slugOf } from "./slugs.ts";
import { articleVisibleTo, categoryVisibleTo, type Reader, readerOf } from "./visible.ts";
import { splitTexts } from "./words.ts";

export type ArticleValues = Partial<Values<typeof articleFields>>;

interface LockedArticle {
  id: string;
  slug: string;
  version: number;
  visibility: string;
  teams: string[];
  language: string;
}

const missing = () => noSuch("Article");
const stale = (version: number) =>
  new Problem(412, { detail: "The article has changed since you read it.", version }, { etag: `"${version}"` });
const SLUG_TAKEN = { kb_articles_slug_key: { slug: ["An article with this address already exists."] } };

/** Locks an article that this actor may see; 412 if it is not at the version that the caller read. */
async function lockArticle(db: Db, actor: Actor, id: string, expectedVersion: number | null): Promise<LockedArticle> {
  const sql = parameters();
  const [row] = await query<LockedArticle>(
    db,
    `select a.id, a.slug, a.version, a.visibility, a.teams, a.language from kb_articles a
     where a.id = ${sql.add(id)} and ${articleVisibleTo(readerOf(actor), sql)} for update of a`,
    sql.values,
  );
  if (!row) throw missing();
  if (expectedVersion !== null && row.version !== expectedVersion) throw stale(row.version);
  return row;
}

const changeLocked = <T>(
  db: Db,
  actor: Actor,
  id: string,
  expectedVersion: number | null,
  change: (db: Db, article: LockedArticle) => Promise<T>,
): Promise<void> =>
  transact(db, async (db) => {
    await change(db, await lockArticle(db, actor, id, expectedVersion));
    await query(db, "update kb_articles set version = version + 1, updated_at = now() where id = $1", [id]);
    await record(db, actor, "updated", id);
    await requireVisible(db, readerOf(actor), id);
  });

const record = (db: Db, actor: Actor, kind: string, id: string) =>
  query(db, insertEvents(`article.${kind}`, "kb_articles where id = $1", { actor: "$2", about: "$1::uuid" }), [
    id,
    actor.id,
  ]);

// checked so that users do not lose their own access by mistake
async function requireVisible(db: Db, reader: Reader, id: string): Promise<void> {
  const sql = parameters();
  const text = `select 1 from kb_articles a where a.id = ${sql.add(id)} and ${articleVisibleTo(reader, sql)}`;
  if ((await query(db, text, sql.values)).length === 0)
    throw invalid({ visibility: ["You would no longer see this article."] });
}

export function createArticle(db: Db, actor: Actor, values: ArticleValues): Promise<string> {
  return transact(db, async (db) => {
    const { title, html = "", language = "en", slug, ...more } = values;
    await checkValues(db, actor, values);
    const free = slug || (await freeSlug(db, slugOf(title!) || "article"));
    await query(db, "delete from kb_former_slugs where slug = $1", [free]);
    const columns = { ...more, language, slug: free, created_by: actor.id };
    const id = await insertRow(db, "kb_articles", columns, SLUG_TAKEN);
    await saveText(db, actor, id, language, { title, html });
    await record(db, actor, "created", id);
    await requireVisible(db, readerOf(actor), id);
    return id;
  });
}

export const updateArticle = (
  db: Db,
  actor: Actor,
  id: string,
  values: ArticleValues,
  expectedVersion: number | null,
): Promise<void> =>
  changeLocked(db, actor, id, expectedVersion, async (db, article) => {
    const { title, html, language = article.language, slug, ...columns } = values;
    await checkValues(db, actor, { visibility: article.visibility as "team", teams: article.teams as [], ...values });
    if (slug && slug !== article.slug) {
      await query(db, "delete from kb_former_slugs where slug = $1", [slug]);
      await query(db, "insert into kb_former_slugs (slug, article) values ($1, $2)", [article.slug, id]);
    }
    await updateRow(db, "kb_articles", id, { ...columns, ...(slug && { slug }) }, SLUG_TAKEN);
    if (title !== undefined || html !== undefined) await saveText(db, actor, id, language, { title, html });
  });

interface Text {
  title?: string | undefined;
  html?: string | undefined;
}

/** Saves a text as a new version. Omitted fields stay unchanged. */
async function saveText(db: Db, actor: Actor, id: string, language: string, { title, html }: Text): Promise<void> {
  const [row] = await query<{ title: string; html: string }>(
    db,
    "select title, html from kb_texts where article = $1 and language = $2",
    [id, language],
  );
  if (!row && !title) throw invalid({ title: ["This field is required."] });
  const next = { title: title ?? row!.title, html: html === undefined ? (row?.html ?? "") : cleanArticle(html) };
  if (row && row.title === next.title && row.html === next.html) return;
  await query(
    db,
    `with saved as (
       insert into kb_texts as x (article, language, title, html, author) values ($1, $2, $3, $4, $5)
       on conflict (article, language)
         do update set title = excluded.title, html = excluded.html, author = excluded.author,
         version = x.version + 1, updated_at = now()
       returning *)
     insert into kb_versions (article, language, version, title, html, author)
     select article, language, version, title, html, author from saved`,
    [id, language, next.title, next.html, actor.id],
  );
}

/** Publishes the newest text in every language. */
export const publishArticle = (db: Db, actor: Actor, id: string, expectedVersion: number | null): Promise<void> =>
  changeLocked(db, actor, id, expectedVersion, async (db) => {
    await query(
      db,
      `update kb_texts
       set live_version = version, live_title = title, live_html = html
       where article = $1 and live_version is distinct from version`,
      [id],
    );
    await splitTexts(db, id);
    await query(
      db,
      "update kb_articles set state = 'published', published_at = coalesce(published_at, now()) where id = $1",
      [id],
    );
  });

export const archiveArticle = (db: Db, actor: Actor, id: string, expectedVersion: number | null): Promise<void> =>
  changeLocked(db, actor, id, expectedVersion, (db) =>
    query(db, "update kb_articles set state = 'archived' where id = $1", [id]),
  );

export const restoreVersion = (
  db: Db,
  actor: Actor,
  id: string,
  { language, version }: { language: string; version: number },
  expectedVersion: number | null,
): Promise<void> =>
  changeLocked(db, actor, id, expectedVersion, async (db) => {
    const [old] = await query<Text>(
      db,
      "select title, html from kb_versions where article = $1 and language = $2 and version = $3",
      [id, language, version],
    );
    if (!old) throw invalid({ version: ["There is no such version in this language."] });
    await saveText(db, actor, id, language, old);
  });

export function deleteArticle(db: Db, actor: Actor, id: string): Promise<void> {
  return transact(db, async (db) => {
    await lockArticle(db, actor, id, null);
    await record(db, actor, "deleted", id);
    await query(
      db,
      `with deleted as (delete from kb_files where article = $1 returning file) ${leaveFiles("deleted")}`,
      [id],
    );
    await query(db, "delete from kb_articles where id = $1", [id]);
  });
}

async function checkValues(db: Db, actor: Actor, values: ArticleValues): Promise<void> {
  const { slug, category, owner, visibility, teams, review_at } = values;
  const errors: FieldErrors = {};
  if (slug && !isSlug(slug)) errors.slug = ["Use lowercase letters, digits and single hyphens."];
  if (visibility === "team" && teams?.length === 0) errors.teams = ["Choose at least one team."];
  if (review_at && !isDate(review_at)) errors.review_at = ["Date has wrong format. Use YYYY-MM-DD."];
  if (category && !(await hasCategory(db, readerOf(actor), category)))
    errors.category = [`Invalid pk "${category}" - object does not exist.`];
  if (owner && (await query(db, "select 1 from users where id = $1", [owner])).length === 0)
    errors.owner = [`Invalid pk "${owner}" - object does not exist.`];
  if (Object.keys(errors).length > 0) throw invalid(errors);
}

const isDate = (text: string) =>
  /^[12]\d{3}-\d\d-\d\d$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text);

async function hasCategory(db: Db, reader: Reader, category: string): Promise<boolean> {
  const sql = parameters();
  const text = `select 1 from kb_categories c where c.id = ${sql.add(category)} and ${categoryVisibleTo(reader, sql)}`;
  return (await query(db, text, sql.values)).length > 0;
}

async function freeSlug(db: Db, base: string): Promise<string> {
  const rows = await query<{ slug: string }>(
    db,
    `select slug from kb_articles where slug = $1 or starts_with(slug, $1 || '-')
     union select slug from kb_former_slugs where slug = $1 or starts_with(slug, $1 || '-')`,
    [base],
  );
  return nextSlug(base, new Set(rows.map(({ slug }) => slug)));
}
