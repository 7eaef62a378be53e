import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { helpDesk } from "./data.ts";

const rowsOf = (n: number, table: string) =>
  [
    ...helpDesk(n, "x")
      .find((each) => each.table === table)!
      .lines(),
  ].map((line) => line.slice(0, -1).split("\t"));
const columnOf = (n: number, table: string, at: number) => rowsOf(n, table).map((row) => row[at]!);

test("the benchmark data are the same in every run", () => {
  const hash = createHash("sha256");
  for (const { lines } of helpDesk(300, "x")) for (const line of lines()) hash.update(line);
  expect(hash.digest("hex").slice(0, 16)).toBe("65474ba25379c58e");
});

test("rare words occur in as many tickets as the searches expect", () => {
  const descriptions = columnOf(53 * 97, "tickets", 3);
  const having = (word: string) => descriptions.filter((each) => each.toLowerCase().includes(word)).length;
  expect(having("xylograph")).toBe(97);
  expect(having("quokka")).toBe(53);
  expect(descriptions.filter((each) => /xylograph.*quokka/i.test(each))).toHaveLength(1);
});

test.each(["companies", "contacts", "zones", "tickets", "comments", "attachments"])(
  "no two %s share an id",
  (table) => {
    const ids = columnOf(20_000, table, 0);
    expect(new Set(ids).size).toBe(ids.length);
  },
);

test("every reference leads to an existing row", () => {
  const ids = Object.fromEntries(
    ["users", "companies", "contacts", "zones", "tickets"].map((table) => [table, new Set(columnOf(2000, table, 0))]),
  );
  for (const row of rowsOf(2000, "tickets")) {
    expect(ids.companies).toContain(row[7]);
    if (row[8] !== "\\N") expect(ids.contacts).toContain(row[8]);
    if (row[9] !== "\\N") expect(ids.zones).toContain(row[9]);
    if (row[10] !== "\\N") expect(ids.users).toContain(row[10]);
  }
  for (const ticket of columnOf(2000, "comments", 1)) expect(ids.tickets).toContain(ticket);
});

test("a ticket's first response is its first public comment", () => {
  const first = new Map<string, string>();
  for (const [, ticket, , , isInternal, at] of rowsOf(500, "comments"))
    if (isInternal === "false" && !first.has(ticket!)) first.set(ticket!, at!);
  for (const row of rowsOf(500, "tickets")) expect(row[13]).toBe(first.get(row[0]!) ?? "\\N");
});
