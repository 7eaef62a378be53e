import { ARTICLE_LANGUAGES, ARTICLE_STATES } from "../../wire/knowledge-words.ts";
import { noSuch } from "../../wire/problems.ts";
import type { Actor } from "../platform/actor.ts";
import { type Db, query } from "../platform/database.ts";
import { clauseConditions, filterChoice, filterFlag, filterIds } from "../platform/filters.ts";
import { parameters } from "../platform/parameters.ts";
import { type Conditions, type RowQuery, type RowView, showRow } from "../platform/row-list.ts";
import { doerName, fullName } from "../users/names.ts";
import { articleVisibleTo, effectiveVisibility, type Reader, readerOf } from "./visible.ts";

// the title in the article's own language, or else in any that it has
export const TITLE = `(select x.title
  from kb_texts x
  where x.article = a.id
  order by (x.language = a.language) desc, x.language limit 1)`;
const sortable = (expression: string, type = "text") => ({ expression, type });
const time = (column: string) => `wire_time(a.${column})`;

const columns = {
  id: "a.id",
  category: "a.category",
  category_name: "(select c.name from kb_categories c where c.id = a.category)",
  slug: "a.slug",
  title: TITLE,
  language: "a.language",
  languages: `array(select x.language
    from kb_texts x
    where x.article = a.id
    order by (x.language = a.language) desc, x.language)`,
  state: "a.state",
  has_changes: `exists (
    select from kb_texts x
    where x.article = a.id and x.live_version is distinct from x.version)`,
  visibility: "a.visibility",
  effective_visibility: effectiveVisibility("a"),
  teams: "a.teams",
  owner: "a.owner",
  owner_name: `(select ${fullName("u")} from users u where u.id = a.owner)`,
  review_at: "a.review_at",
  position: "a.position",
  version: "a.version",
  created_at: time("created_at"),
  updated_at: time("updated_at"),
  published_at: time("published_at"),
};
const AUTHOR = doerName("x.author");
const list = (rows: string) => `(select coalesce(json_agg(y), '[]') from (${rows}) y)`;
const uses = (how: string) =>
  `(
     select count(*)
     from kb_uses k
     where k.article = a.id and k.how ${how} and k.used_at > now() - interval '30 days')`;
const feedback = (isHelpful: boolean) =>
  `(
     select count(*)
     from kb_feedback k
     where k.article = a.id and k.is_helpful = ${isHelpful})`;
const wholeColumns = {
  ...columns,
  texts: list(`select x.language, x.title, x.html, x.version, x.live_version, ${AUTHOR} as author_name,
      wire_time(x.updated_at) as updated_at
    from kb_texts x where x.article = a.id order by (x.language = a.language) desc, x.language`),
  files: list(`select f.id, f.name, f.size, f.file, wire_time(f.created_at) as created_at from kb_files f
    where f.article = a.id order by f.created_at, f.id`),
  uses: `json_build_object('opened', ${uses("= 'opened'")}, 'inserted', ${uses("in ('inserted', 'linked')")}, 'helpful', ${feedback(true)},
    'not_helpful', ${feedback(false)})`,
};

const order = [
  { ...sortable("a.position", "integer"), descending: false },
  { ...sortable(TITLE), descending: false },
];
const end = [{ ...sortable("a.id", "uuid"), descending: false }];

export const articleList: RowView = {
  from: "kb_articles a",
  columns,
  sortable: {
    title: sortable(TITLE),
    updated_at: sortable("a.updated_at", "timestamptz"),
    created_at: sortable("a.created_at", "timestamptz"),
    review_at: sortable("coalesce(a.review_at, 'infinity')", "date"),
    position: sortable("a.position", "integer"),
  },
  order,
  end,
};
const articleView: RowView = { ...articleList, columns: wholeColumns };

export async function showArticle(
  db: Db,
  actor: Actor,
  id: string,
  params: RowQuery["query"],
): Promise<{ json: string; version: number }> {
  const reader = readerOf(actor);
  const json = await showRow(db, articleView, { actor, query: params }, id, (sql) => [articleVisibleTo(reader, sql)]);
  const version = json === null ? null : await versionOf(db, id);
  if (json === null || version === null) throw noSuch("Article");
  return { json, version };
}

async function versionOf(db: Db, id: string): Promise<number | null> {
  const [row] = await query<{ version: number }>(db, "select version from kb_articles where id = $1", [id]);
  return row?.version ?? null;
}

/** Throws unless this reader may see the article. */
export async function requireArticle(db: Db, reader: Reader, id: string): Promise<void> {
  const sql = parameters();
  const text = `select 1 from kb_articles a where a.id = ${sql.add(id)} and ${articleVisibleTo(reader, sql)}`;
  if ((await query(db, text, sql.values)).length === 0) throw noSuch("Article");
}

/** The filters of the list. */
export async function articleFilter(db: Db, actor: Actor, filters: RowQuery["query"]): Promise<Conditions> {
  const ids = await filterIds(db, filters, { category: "", owner: "" }, { state: ARTICLE_STATES });
  const language = filterChoice(filters, "language", ARTICLE_LANGUAGES);
  const isDue = filterFlag(filters, "review_due");
  const reader = readerOf(actor);
  return (sql) => [
    articleVisibleTo(reader, sql),
    ...(ids.category ? [`a.category = ${sql.add(ids.category)}::uuid`] : []),
    ...(ids.owner ? [`a.owner = ${sql.add(ids.owner)}::uuid`] : []),
    ...(ids.state ? [`a.state = ${sql.add(ids.state)}`] : []),
    ...(isDue ? ["a.review_at <= current_date and a.state <> 'archived'"] : []),
    ...(language
      ? [
          `exists (
          select from kb_texts x
          where x.article = a.id and x.language = ${sql.add(language)})`,
        ]
      : []),
    ...inTexts(clauseConditions(filters.search, ["x.title", "x.html"], sql)),
  ];
}

const inTexts = (conditions: readonly string[]) =>
  conditions.length === 0
    ? []
    : [
        `exists (
        select from kb_texts x
        where x.article = a.id and ${conditions.join(" and ")})`,
      ];

export async function listVersions(db: Db, article: string, language: string | null): Promise<object[]> {
  return query(
    db,
    `select x.language, x.version, x.title, x.html, ${AUTHOR} as author_name, wire_time(x.created_at) as created_at
     from kb_versions x
     where x.article = $1 and ($2::text is null or x.language = $2)
     order by x.created_at desc, x.version desc limit 100`,
    [article, language],
  );
}

export const listFeedback = (db: Db, article: string): Promise<object[]> =>
  query(
    db,
    `select language, is_helpful, comment, wire_time(created_at) as created_at from kb_feedback
     where article = $1 order by created_at desc, id limit 100`,
    [article],
  );
