import type { Values } from "../../wire/fields.ts";
import type { categoryFields } from "../../wire/knowledge-shapes.ts";
import { conflict, type FieldErrors, invalid, noSuch } from "../../wire/problems.ts";
import { insertEvents } from "../events/events.ts";
import type { Actor } from "../platform/actor.ts";
import { type Db, query, transact } from "../platform/database.ts";
import { parameters } from "../platform/parameters.ts";
import { insertRow, updateRow } from "../platform/row-change.ts";
import { isSlug, slugOf } from "./slugs.ts";
import { articleVisibleTo, categoryVisibleTo, type Reader } from "./visible.ts";

export type CategoryValues = Partial<Values<typeof categoryFields>>;

export interface CategoryRow {
  id: string;
  parent: string | null;
  name: string;
  names: Record<string, string>;
  slug: string;
  article_count: number;
}

/** The categories that a reader may see, by position and name; with an ID, only that one. */
export async function listCategories(db: Db, reader: Reader, id: string | null = null): Promise<CategoryRow[]> {
  const sql = parameters();
  return query<CategoryRow>(
    db,
    `select c.id, c.parent, c.name, c.names, c.slug, c.visibility, c.teams, c.position,
      wire_time(c.created_at) as created_at,
       wire_time(c.updated_at) as updated_at,
       (select count(*)::int
         from kb_articles a
         where a.category = c.id and a.state = 'published' and ${articleVisibleTo(reader, sql)}) as article_count
     from kb_categories c
     where ${categoryVisibleTo(reader, sql)}${id ? ` and c.id = ${sql.add(id)}` : ""}
     order by c.position, c.name, c.id`,
    sql.values,
  );
}

export async function showCategory(db: Db, reader: Reader, id: string): Promise<CategoryRow> {
  const [category] = await listCategories(db, reader, id);
  if (!category) throw noSuch("Category");
  return category;
}

const SLUG_TAKEN = { kb_categories_slug_key: { slug: ["A category with this address already exists."] } };
// makes concurrent changes of the tree wait for each other, so that no category becomes its own ancestor
const LOCK = "select pg_advisory_xact_lock(hashtext('docket kb categories'))";

export function createCategory(db: Db, actor: Actor, values: CategoryValues): Promise<string> {
  return transact(db, async (db) => {
    await query(db, LOCK);
    checkValues(values);
    await checkParent(db, null, values.parent);
    const slug = values.slug || (await freeSlug(db, slugOf(values.name!) || "category"));
    const id = await insertRow(db, "kb_categories", columnsOf({ ...values, slug }), SLUG_TAKEN);
    await record(db, actor, "created", id);
    return id;
  });
}

export function updateCategory(db: Db, actor: Actor, id: string, { slug, ...values }: CategoryValues): Promise<void> {
  return transact(db, async (db) => {
    await query(db, LOCK);
    checkValues({ ...values, ...(slug && { slug }) });
    await checkParent(db, id, values.parent);
    const columns = columnsOf({ ...values, ...(slug && { slug }) });
    if (!(await updateRow(db, "kb_categories", id, columns, SLUG_TAKEN))) throw noSuch("Category");
    await record(db, actor, "updated", id);
  });
}

/** Moves a category after another one, or to the first place of a parent. */
export function moveCategory(
  db: Db,
  actor: Actor,
  id: string,
  { parent, after }: { parent: string | null; after: string | null },
): Promise<void> {
  return transact(db, async (db) => {
    await query(db, LOCK);
    if ((await query(db, "select 1 from kb_categories where id = $1", [id])).length === 0) throw noSuch("Category");
    await checkParent(db, id, parent);
    const siblings = await query<{ id: string }>(
      db,
      `select id from kb_categories
       where parent is not distinct from $1::uuid and id <> $2
       order by position, name, id`,
      [parent, id],
    );
    const ids = siblings.map((each) => each.id);
    if (after && !ids.includes(after)) throw invalid({ after: ["There is no such category below this parent."] });
    ids.splice(after ? ids.indexOf(after) + 1 : 0, 0, id);
    await query(
      db,
      `update kb_categories c
       set parent = $1::uuid, position = n - 1, updated_at = now()
       from unnest($2::uuid[]) with ordinality as x (id, n)
       where c.id = x.id and (c.position <> n - 1 or c.parent is distinct from $1::uuid)`,
      [parent, ids],
    );
    await record(db, actor, "updated", id);
  });
}

export function deleteCategory(db: Db, actor: Actor, id: string): Promise<void> {
  return transact(db, async (db) => {
    await query(db, LOCK);
    const [row] = await query<{ is_empty: boolean }>(
      db,
      `select not exists (select from kb_articles where category = $1)
        and not exists (select from kb_categories where parent = $1) as is_empty
       from kb_categories where id = $1 for update`,
      [id],
    );
    if (!row) throw noSuch("Category");
    if (!row.is_empty) throw conflict("This category is not empty. Move its articles and categories first.");
    await record(db, actor, "deleted", id);
    await query(db, "delete from kb_categories where id = $1", [id]);
  });
}

const record = (db: Db, actor: Actor, kind: string, id: string) =>
  query(db, insertEvents(`category.${kind}`, "kb_categories where id = $1", { actor: "$2", about: "$1::uuid" }), [
    id,
    actor.id,
  ]);

const columnsOf = ({ names, ...values }: CategoryValues) => ({
  ...values,
  ...(names && { names: JSON.stringify(names) }),
});

function checkValues({ names, slug, visibility, teams }: CategoryValues): void {
  const errors: FieldErrors = {};
  if (slug && !isSlug(slug)) errors.slug = ["Use lowercase letters, digits and single hyphens."];
  const texts = Object.values(names ?? {});
  if (
    texts.some((name) => typeof name !== "string" || name.length > 100 || name.includes("\0") || !name.isWellFormed())
  )
    errors.names = ["Send an object of languages and names of up to 100 characters."];
  if (visibility === "team" && teams?.length === 0) errors.teams = ["Choose at least one team."];
  if (Object.keys(errors).length > 0) throw invalid(errors);
}

async function checkParent(db: Db, id: string | null, parent: string | null | undefined): Promise<void> {
  if (!parent) return;
  const above = await query<{ id: string }>(
    db,
    `with recursive above as (
       select c.id, c.parent from kb_categories c where c.id = $1
       union all
       select c.id, c.parent from kb_categories c join above b on c.id = b.parent)
     select id from above`,
    [parent],
  );
  if (above.length === 0) throw invalid({ parent: [`Invalid pk "${parent}" - object does not exist.`] });
  if (above.some((each) => each.id === id)) throw invalid({ parent: ["A category cannot be below itself."] });
  if (above.length + (await heightOf(db, id)) > MAX_DEPTH)
    throw invalid({ parent: [`Categories can be at most ${MAX_DEPTH} levels deep.`] });
}

const MAX_DEPTH = 5;

/** The number of levels of a category and its subcategories. */
async function heightOf(db: Db, id: string | null): Promise<number> {
  if (!id) return 1;
  const [row] = await query<{ height: number }>(
    db,
    `with recursive below as (
       select id, 1 as level from kb_categories where id = $1
       union all
       select c.id, b.level + 1 from kb_categories c join below b on c.parent = b.id)
     select coalesce(max(level), 1) as height from below`,
    [id],
  );
  return row!.height;
}

async function freeSlug(db: Db, base: string): Promise<string> {
  const rows = await query<{ slug: string }>(
    db,
    "select slug from kb_categories where slug = $1 or starts_with(slug, $1 || '-')",
    [base],
  );
  return nextSlug(base, new Set(rows.map(({ slug }) => slug)));
}

/** The slug, followed by a number if it is taken. */
export function nextSlug(base: string, existing: ReadonlySet<string>): string {
  let slug = base;
  for (let n = 2; existing.has(slug); n += 1) slug = `${base}-${n}`;
  return slug;
}
