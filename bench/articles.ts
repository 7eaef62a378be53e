import pg from "pg";
import { below, share, uuid } from "./data.ts";
import type { ClientConfig } from "./fill.ts";
import { THAI_WORDS, VOCABULARY } from "./words.ts";

const CATEGORIES = 40;
const ROOTS = 8;
const VISIBILITIES = ["public", "public", "public", "signed_in", "internal", "team"] as const;
// questions about an article, each with its own random numbers
const ASK = { title: 80, words: 81, thai: 83, visibility: 84, category: 85, phrase: 86 } as const;

/** Inserts `n` published articles of 80 to 600 words in a tree of categories. A third of them also have a Thai text. */
export async function fillArticles(connection: ClientConfig, n: number): Promise<void> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    await client.query(
      `insert into kb_categories (id, parent, position, slug, name, visibility, teams)
       select * from jsonb_to_recordset($1)
         as x (id uuid, parent uuid, position integer, slug text, name text, visibility text, teams text[])`,
      [JSON.stringify(Array.from({ length: CATEGORIES }, (_, at) => category(at)))],
    );
    for (let at = 0; at < n; at += 500) {
      const rows = Array.from({ length: Math.min(500, n - at) }, (_, more) => article(at + more));
      await client.query(
        `insert into kb_articles (id, category, slug, state, visibility, teams, language)
         select id, category, slug, 'published', visibility, teams, 'en' from jsonb_to_recordset($1)
           as x (id uuid, category uuid, slug text, visibility text, teams text[])`,
        [JSON.stringify(rows)],
      );
      await client.query(
        `insert into kb_texts (article, language, title, html, live_version, live_title, live_html)
         select article, language, title, html, 1, title, html from jsonb_to_recordset($1)
           as x (article uuid, language text, title text, html text)`,
        [JSON.stringify(rows.flatMap(({ texts }) => texts))],
      );
    }
    await client.query("vacuum analyze kb_articles, kb_texts, kb_categories");
  } finally {
    await client.end();
  }
}

function category(at: number) {
  const isRoot = at < ROOTS;
  return {
    id: uuid("kbCategory", at),
    parent: isRoot ? null : uuid("kbCategory", below(at, ASK.category, at)),
    position: at,
    slug: `section-${at}`,
    name: `Section ${at}`,
    visibility: isRoot ? "public" : VISIBILITIES[below(VISIBILITIES.length, ASK.visibility, at)],
    teams: ["Tech"],
  };
}

function article(row: number) {
  const id = uuid("kbArticle", row);
  const en = {
    article: id,
    language: "en",
    title: titleOf(row),
    html: html((part, words) => english(row, part, words), row),
  };
  const th = {
    article: id,
    language: "th",
    title: thai(row, 90, 5),
    html: html((part, words) => thai(row, part, words), row),
  };
  return {
    id,
    category: uuid("kbCategory", below(CATEGORIES, ASK.category, row)),
    slug: `article-${row}`,
    visibility: VISIBILITIES[below(VISIBILITIES.length, ASK.visibility, row, 1)],
    teams: ["Tech"],
    texts: below(3, ASK.thai, row) === 0 ? [en, th] : [en],
  };
}

// Articles have more different words than tickets, so these words are built from syllables.
const SYLLABLES = "ba co da el fi go hu in jo ka lu mi no or pe qua ri so ta un ve wi xa yo".split(" ");
const RARE_WORDS = Array.from({ length: 8_000 }, (_, at) =>
  [at, Math.floor(at / 24), Math.floor(at / 576)].map((each) => SYLLABLES[each % SYLLABLES.length]).join(""),
);
const ENGLISH = [...VOCABULARY, ...RARE_WORDS];

/** The nth most frequent word is 1/n as frequent as the first one, as in natural languages. */
const wordOf = (words: readonly string[], row: number, part: number, at: number) =>
  words[Math.floor(words.length ** share(ASK.phrase, row * 100 + part, at)) - 1] ?? words[0]!;

const titleOf = (row: number) => english(row, 90, 4 + below(5, ASK.title, row));

export const english = (row: number, part: number, words: number): string =>
  Array.from({ length: words }, (_, at) => wordOf(ENGLISH, row, part, at)).join(" ");

// spaces surround the words and also occur inside phrases
export function thai(row: number, part: number, words: number): string {
  let text = "";
  for (let at = 0; at < words; at += 1) text += wordOf(THAI_WORDS, row, part, at) + (at % 6 === 5 ? " " : "");
  return text.trim();
}

/** HTML of four sections with paragraphs. */
function html(write: (part: number, words: number) => string, row: number): string {
  const words = 20 + below(130, ASK.words, row);
  return [0, 1, 2, 3].map((at) => `<h2>${write(at * 2, 4)}</h2><p>${write(at * 2 + 1, words)}</p>`).join("");
}
