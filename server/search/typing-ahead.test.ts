import { afterAll, beforeAll, expect, test } from "vitest";
import { openWorld, type World } from "../../test/world.ts";

// The lists to choose from while typing: with ordering=relevance, names that begin with the text come before names that
// contain it.

let world: World;
beforeAll(async () => {
  world = await openWorld();
  for (const [name, country] of [
    ["Alder Bakery", "Portugal"],
    ["Big Port", "Norway"],
    ["Porto Press", "Portugal"],
    ["portland", "Norway"],
    ["50% off", "Norway"],
  ])
    await world.admin.post("/companies/", { name, country });
});
afterAll(() => world.close());

const names = async (path: string) => {
  const { status, body } = await world.tom.get(path);
  expect(status).toBe(200);
  return body.results.map(({ name, full_name }: { name?: string; full_name?: string }) => name ?? full_name);
};

test("companies whose name begins with the text come first, then others by name", async () => {
  expect(await names("/companies/?search=port&ordering=relevance")).toEqual([
    "Porto Press",
    "portland",
    "Alder Bakery",
    "Big Port",
  ]);
  expect(await names("/companies/?search=port")).toEqual(["Alder Bakery", "Big Port", "Porto Press", "portland"]);
  expect(await names("/companies/?search=50%25&ordering=-relevance")).toEqual(["50% off"]);
  expect((await names("/companies/?ordering=relevance"))[0]).toBe("50% off");
});

test("results come in pages in every kind of paging", async () => {
  const all = await names("/companies/?search=port&ordering=relevance");
  for (const start of ["page_size=1", "limit=1", "cursor=&page_size=1"]) {
    const pieces: string[] = [];
    let next = `/companies/?search=port&ordering=relevance&${start}`;
    while (next) {
      const { body } = await world.tom.get(next);
      pieces.push(...body.results.map(({ name }: { name: string }) => name));
      next = body.next;
    }
    expect(pieces, start).toEqual(all);
  }
});

test("contacts of a company and users are found, too", async () => {
  const company = (await world.admin.post("/companies/", { name: "Quay Inn" })).body.id;
  for (const name of ["Rosanna Lim", "Anna Tan", "Zoe Hannah", "Bob Ray"])
    await world.admin.post("/contacts/", { company, name });
  const path = `/contacts/?company=${company}&search=anna&ordering=relevance`;
  expect(await names(path)).toEqual(["Anna Tan", "Rosanna Lim", "Zoe Hannah"]);
  expect(await names("/users/?search=t&ordering=relevance&is_active=true")).toEqual(["Tom Tech"]);
  expect(await names("/users/?search=f fin&ordering=relevance")).toEqual(["Fay Finance"]);
});

test.each([
  "relevance,name",
  "relevance&search=%00",
  "relevance&search='",
  "relevance&search=%F0%9F%98%80",
  "relevance&search=\\",
])("ordering=%s works", async (query) => {
  expect((await world.tom.get(`/contacts/?ordering=${query}`)).status).toBeLessThan(500);
});
