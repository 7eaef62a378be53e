import { afterAll, beforeAll, expect, test } from "vitest";
import { makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";
import { REPORTS } from "../../wire/reports.ts";

let world: World;
let company: string;
beforeAll(async () => {
  world = await openWorld();
  company = (await makeCompany(world.admin)).company.id;
  await makeTicket(world.admin, company, { assigned_to: world.tom.id });
});
afterAll(() => world.close());

test.each(REPORTS)("%s has rows as wide as its columns", async (name) => {
  for (const more of ["", "&compare=true", `&compare=true&company=${company}&team=Tech&assigned_to=me,none`]) {
    const { status, body } = await world.tom.get(`/reports/${name}/?tz=Asia/Bangkok${more}`);
    expect([status, body]).toEqual([200, expect.objectContaining({ report: name, tz: "Asia/Bangkok" })]);
    for (const row of [...body.rows, ...(body.previous?.rows ?? [])]) expect(row).toHaveLength(body.columns.length);
    const csv = await world.tom.get(`/reports/${name}/csv/?tz=Asia/Bangkok${more}`);
    expect(csv.headers.get("content-type")).toBe("text/csv; charset=utf-8");
  }
});
