import fc from "fast-check";
import { expect, test } from "vitest";
import {
  anywhere,
  filterUuid,
  offsetOf,
  orderingOf,
  pageOf,
  pageSizeOf,
  searchClauses,
  searchOf,
  searchTerms,
} from "./query.ts";

test.each([
  ["printer jam", ["printer", "jam"]],
  ["  printer\tjam\n", ["printer", "jam"]],
  ["printer,jam,,", ["printer", "jam"]],
  ['"printer jam"', ["printer jam"]],
  ["'printer jam'", ["printer jam"]],
  ['"printer, jam"', ["printer, jam"]],
  ['" "', [" "]],
  ['"say \\"no\\" twice"', ['say "no" twice']],
  ['"a b",c', ['"a b"', "c"]],
  ['floor"2 east"lobby', ['floor"2 east"lobby']],
  ['"printer jam', ['"printer', "jam"]],
  ["it's", ["it's"]],
  ["jam jam", ["jam"]],
  ["", []],
  [" , ", []],
  ["'", []],
  ['""', []],
])("a search for %j looks for %j", (text, terms) => {
  expect(searchTerms(text)).toEqual(terms);
});

// the pattern of django.utils.text.smart_split, and how REST framework reads its matches
const SMART_SPLIT = /((?:[^\s'"]*(?:(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')[^\s'"]*)+)|\S+)/gu;
const original = (text: string) =>
  [...text.matchAll(SMART_SPLIT)].flatMap(([piece]) => {
    const term = piece.replace(/^,+|,+$/g, "");
    const quote = term[0]!;
    if (/^["']/.test(term) && term.at(-1) === quote)
      return [term.slice(1, -1).replaceAll(`\\${quote}`, quote).replaceAll("\\\\", "\\")];
    return term.split(",").map((each) => each.trim());
  });

test("a search is split into terms as in the Django backend", () => {
  const texts = fc.string({ unit: fc.constantFrom(..."ab \"',\\"), maxLength: 14 });
  fc.assert(
    fc.property(texts, (text) => {
      expect(searchTerms(text)).toEqual([...new Set(original(text))].filter((term) => term !== ""));
    }),
    { numRuns: 3000, examples: [['foo"bar baz"'], ['"a b"c'], ["it's 'so"], ['"a\\" b" c'], [`"a 'b" c'`]] },
  );
});

test("clauses written as a search are read as the same clauses", () => {
  const term = fc.oneof(
    fc.string({ unit: fc.constantFrom(..."ab \"',\\"), minLength: 1 }),
    fc.constantFrom("or", "หรือ"),
  );
  fc.assert(
    fc.property(fc.array(fc.array(term, { minLength: 1, maxLength: 3 }), { maxLength: 3 }), (clauses) => {
      const read = searchClauses(searchOf(clauses));
      expect(searchClauses(searchOf(read))).toEqual(read);
      const distinct = clauses.map((terms) => [...new Set(terms)]);
      expect(read).toEqual([...new Map(distinct.map((terms) => [JSON.stringify(terms), terms])).values()]);
    }),
    { numRuns: 2000 },
  );
});

test("words without quotes or commas are the terms, whatever white space separates them", () => {
  const word = fc.string({ unit: fc.constantFrom(..."ab-%_\\.é🙂"), minLength: 1 });
  fc.assert(
    fc.property(fc.uniqueArray(word, { maxLength: 8 }), fc.constantFrom(" ", "\t", "\n ", "\u3000"), (words, gap) => {
      expect(searchTerms(words.join(gap))).toEqual(words);
    }),
  );
});

test("%, _ and \\ in a term are matched literally", () => {
  expect(anywhere("50%_\\")).toBe("%50\\%\\_\\\\%");
});

test.each([
  [undefined, 1],
  ["", 1],
  ["last", "last"],
  ["01", 1],
  [" 2", 2],
  ["+2", 2],
  ["１２", 12],
  ["๑๒", 12],
  ["1_0", 10],
  ["1.0", null],
  ["0", null],
  ["-1", null],
  ["²", null],
  ["Last", null],
])("page=%s is page %s", (text, page) => {
  expect(pageOf(text)).toBe(page);
});

test.each([
  [undefined, 20],
  ["", 20],
  ["0", 20],
  ["-5", 20],
  ["many", 20],
  ["7", 7],
  ["1000", 1000],
  ["1001", 1000],
  ["9".repeat(400), 1000],
])("page_size=%s is %i entries", (text, size) => {
  expect(pageSizeOf(text)).toBe(size);
});

test.each([
  [undefined, 0],
  ["40", 40],
  ["-1", 0],
  ["far", 0],
])("offset=%s skips %i", (text, offset) => {
  expect(offsetOf(text)).toBe(offset);
});

test("a page or offset beyond all rows is a number that PostgreSQL accepts", () => {
  for (const digits of ["9".repeat(16), "9".repeat(400)]) {
    expect(Number(pageOf(digits)) * 1000).toBeLessThan(2 ** 53);
    expect(offsetOf(digits)).toBeLessThan(2 ** 53);
  }
});

test.each([
  ["-priority, created_at", ["-priority", "created_at"]],
  ["subject,status", ["status"]],
  ["status,-status", ["status"]],
  ["--status", []],
  ["", []],
  [undefined, []],
])("ordering=%s sorts by %j", (text, names) => {
  const ordering = orderingOf(text, ["created_at", "priority", "status"]);
  expect(ordering.map(({ name, descending }) => (descending ? `-${name}` : name))).toEqual(names);
});

test("a filter accepts an ID in any notation, and null for an invalid one", () => {
  expect(filterUuid("{8D116ECE173847D9BD9C172411E20B8F}")).toBe("8d116ece-1738-47d9-bd9c-172411e20b8f");
  expect(filterUuid("null")).toBeNull();
});
