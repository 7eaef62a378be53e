import type { Visibility } from "../../wire/knowledge-words.ts";
import { noSuch } from "../../wire/problems.ts";
import { type Db, query } from "../platform/database.ts";
import { parameters } from "../platform/parameters.ts";
import { articleVisibleTo, categoryVisibleTo, effectiveVisibility, type Reader } from "./visible.ts";

export interface PublishedCategory {
  id: string;
  parent: string | null;
  slug: string;
  name: string;
}

export interface PublishedTitle {
  slug: string;
  title: string;
  category: string | null;
}

export interface PublishedArticle extends PublishedTitle {
  id: string;
  language: string;
  languages: string[];
  html: string;
  updated_at: string;
}

/** The categories that a reader may see and that contain something to read, named in one language. */
export async function publishedCategories(db: Db, reader: Reader, language: string): Promise<PublishedCategory[]> {
  const sql = parameters();
  return query<PublishedCategory>(
    db,
    `with recursive used as (
       select c.id, c.parent from kb_categories c
       where exists (select from kb_articles a
         where a.category = c.id and a.state = 'published' and ${articleVisibleTo(reader, sql)})
       union
       select c.id, c.parent from kb_categories c join used u on c.id = u.parent)
     select c.id, c.parent, c.slug, coalesce(nullif(c.names ->> ${sql.add(language)}, ''), c.name) as name
     from kb_categories c
     where c.id in (select id from used) and ${categoryVisibleTo(reader, sql)}
     order by c.position, c.name, c.id`,
    sql.values,
  );
}

// the text in the reader's language, or else in the article's own
const best = (language: string) => `(
  select x.* from kb_texts x where x.article = a.id and x.live_version is not null
  order by (x.language = ${language}) desc, (x.language = a.language) desc, x.language limit 1)`;

/** The titles of the published articles that a reader may see, in their order; of some categories, or of all. */
export async function publishedTitles(
  db: Db,
  reader: Reader,
  language: string,
  categories: readonly string[] | null = null,
): Promise<PublishedTitle[]> {
  const sql = parameters();
  return query<PublishedTitle>(
    db,
    `select a.slug, x.live_title as title, a.category
     from kb_articles a
     cross join lateral ${best(sql.add(language))} x
     where a.state = 'published'
       and ${articleVisibleTo(reader, sql)}
       ${categories ? `and a.category = any(${sql.add(categories)}::uuid[])` : ""}
     order by a.position, x.live_title, a.id`,
    sql.values,
  );
}

export interface FirstTitles {
  /** A category without a parent; null for the articles without a category. */
  root: string | null;
  /** How many articles there are in it and below. */
  count: number;
  titles: Pick<PublishedTitle, "slug" | "title">[];
}

/** The first titles in and below each category without a parent, and all of those without a category. */
export async function firstTitles(db: Db, reader: Reader, language: string, most: number): Promise<FirstTitles[]> {
  const sql = parameters();
  return query<FirstTitles>(
    db,
    `with recursive below as (
       select id, id as root from kb_categories where parent is null
       union all
       select c.id, b.root from kb_categories c join below b on c.parent = b.id)
     select y.root, max(y.count) as count,
       json_agg(json_build_object('slug', y.slug, 'title', y.title) order by y.at) as titles
     from (
       select a.slug, x.live_title as title, b.root,
         row_number() over (partition by b.root order by a.position, x.live_title, a.id) as at,
         count(*) over (partition by b.root)::int as count
       from kb_articles a
       cross join lateral ${best(sql.add(language))} x
       left join below b on b.id = a.category
       where a.state = 'published' and ${articleVisibleTo(reader, sql)}) y
     where y.root is null or y.at <= ${sql.add(most)}
     group by y.root`,
    sql.values,
  );
}

/** A published article by its address; null if there is none that this reader may see. */
export async function publishedArticle(
  db: Db,
  reader: Reader,
  slug: string,
  language: string,
): Promise<PublishedArticle | null> {
  const sql = parameters();
  const [row] = await query<PublishedArticle>(
    db,
    `select a.id, a.slug, a.category, x.language, x.live_title as title, x.live_html as html,
      wire_time(x.updated_at) as updated_at,
       array(select y.language
         from kb_texts y
         where y.article = a.id and y.live_version is not null
         order by y.language) as languages
     from kb_articles a
     cross join lateral ${best(sql.add(language))} x
     where a.slug = ${sql.add(slug)} and a.state = 'published' and ${articleVisibleTo(reader, sql)}`,
    sql.values,
  );
  return row ?? null;
}

interface ForAgents {
  id: string;
  slug: string;
  language: string;
  title: string;
  html: string;
  effective_visibility: Visibility;
  files: { id: string; name: string; file: string }[];
}

/** The published text of an article, its audience and its files. */
export async function publishedForAgents(db: Db, reader: Reader, id: string, language: string): Promise<ForAgents> {
  const sql = parameters();
  const [row] = await query<ForAgents>(
    db,
    `select a.id, a.slug, x.language, x.live_title as title, x.live_html as html,
       ${effectiveVisibility("a")} as effective_visibility,
       (select coalesce(json_agg(y), '[]')
         from (select f.id, f.name, f.file from kb_files f
           where f.article = a.id
           order by f.created_at, f.id) y) as files
     from kb_articles a
     cross join lateral ${best(sql.add(language))} x
     where a.id = ${sql.add(id)} and a.state = 'published' and ${articleVisibleTo(reader, sql)}`,
    sql.values,
  );
  if (!row) throw noSuch("Article");
  return row;
}

/** The address of an article for customers; null if they may not see it. */
export const articleAddress = (
  origin: string,
  { slug, effective_visibility }: { slug: string; effective_visibility: Visibility },
): string | null =>
  effective_visibility === "public" || effective_visibility === "signed_in"
    ? `${origin}/portal/articles/${encodeURIComponent(slug)}/`
    : null;

/** The present address of an article that once had this one; null if this reader may see none. */
export async function movedTo(db: Db, reader: Reader, slug: string): Promise<string | null> {
  const sql = parameters();
  const [row] = await query<{ slug: string }>(
    db,
    `select a.slug from kb_former_slugs f join kb_articles a on a.id = f.article
     where f.slug = ${sql.add(slug)} and a.state = 'published' and ${articleVisibleTo(reader, sql)}
       and exists (
         select from kb_texts x
         where x.article = a.id and x.live_version is not null)`,
    sql.values,
  );
  return row?.slug ?? null;
}

/** Records whether an article helped; a second answer of the same visitor replaces the first. */
export const recordFeedback = (
  db: Db,
  article: string,
  language: string,
  { isHelpful, comment, visitor }: { isHelpful: boolean; comment: string; visitor: Buffer },
) =>
  query(
    db,
    `insert into kb_feedback (article, language, is_helpful, comment, visitor) values ($1, $2, $3, $4, $5)
     on conflict (article, visitor)
       do update set is_helpful = excluded.is_helpful, comment = excluded.comment, language = excluded.language`,
    [article, language, isHelpful, comment, visitor],
  );
