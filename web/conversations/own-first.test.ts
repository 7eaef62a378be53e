import { expect, test } from "vitest";
import { ownFirst } from "./own-first.ts";

test("tickets of the same company come first, otherwise in the order in which they were found", () => {
  const results = ["Casa Mirador", "Osteria Fico", null, "Osteria Fico"].map((company_name, n) => ({
    company_name,
    n,
  }));
  expect(ownFirst(results, "Osteria Fico").map(({ n }) => n)).toEqual([1, 3, 0, 2]);
});
