import { readFileSync } from "node:fs";
import type { Locator } from "playwright-core";
import { expect, test } from "vitest";
import { dumpRow, importRows } from "../test/dumps.ts";
import { makeCompany, makeTicket } from "../test/world.ts";
import { CHARTS } from "../web/dashboard/charts.ts";
import { FIGURE_DEFINITIONS, REPORT_DEFINITIONS } from "../wire/report-definitions.ts";
import { expectAccessibleEverywhere } from "./accessible.ts";
import { type BrowserDesk, openDesk, openForJourneys } from "./desk.ts";
import { pressInTurn } from "./keys-held.ts";

let desk: BrowserDesk;
openForJourneys(
  async () => {
    desk = await openDesk();
    const { company } = await makeCompany(desk.tom, "Harbour Hotel");
    for (let n = 0; n < 4; n += 1) await makeTicket(desk.tom, company.id, { category: "technical" });
    await makeTicket(desk.tom, company.id, { status: "resolved", assigned_to: desk.tom.id });
  },
  () => desk.close(),
);

test("clicking a figure opens its tickets, and no ticket is selected", async () => {
  const { page } = await desk.person("tom");
  await page.goto("/tickets?view=all");
  await page.getByRole("row").first().waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await page.getByRole("button", { name: "Select all 5" }).click();
  await page.getByText("5 selected").first().waitFor();
  await page.getByRole("grid").focus();
  await pressInTurn(page, "g", "d");
  await page.getByRole("heading", { name: "Dashboard" }).waitFor();
  const tile = page.getByRole("link", { name: /Unassigned now/ });
  await tile.getByText("4", { exact: true }).waitFor();
  await tile.click();
  await page.waitForURL(/\/tickets\?.*assigned_to=none/);
  await expect.poll(() => page.getByRole("row").count()).toBe(4);
  expect(await page.getByText(/^\d+ selected/).allTextContents()).toEqual([]);
});

test("the dashboard shows who answers fastest, and the buttons of a chart stay in one line at every width", async () => {
  const { results } = (await desk.tom.get("/inbox/?page_size=5")).body as { results: { id: string }[] };
  const { company } = await makeCompany(desk.tom, "Quick Answers");
  for (let n = 0; n < 5; n += 1) {
    const { id } = await makeTicket(desk.tom, company.id, { assigned_to: desk.fay.id });
    await desk.fay.post(`/tickets/${id}/add_comment/`, { text: "On my way." });
  }
  await desk.tom.post(`/tickets/${results[0]!.id}/add_comment/`, { text: "On my way." });
  const { page } = await desk.person("tom");
  await page.goto("/dashboard");
  const card = page.getByRole("region", { name: "First response by agent", exact: true });
  await card.getByText("Tom Tech").waitFor();
  expect(await card.getByRole("figure").textContent()).toBe("Fay Finance0mTom TechToo few");
  // a table with many columns is not cut
  await page.getByRole("button", { name: "Agent workload: Show as table" }).click();
  const table = page.getByRole("table", { name: "Agent workload" });
  await table.getByRole("columnheader", { name: "Median first response" }).waitFor();
  const cut = () => table.evaluate((each) => each.scrollWidth - each.parentElement!.clientWidth);
  await expect.poll(cut).toBeLessThanOrEqual(0);
  await page.getByRole("button", { name: "Agent workload: Show as chart" }).click();
  for (const width of [1280, 1100, 900, 390]) {
    await page.setViewportSize({ width, height: 900 });
    const places = await page.evaluate(() =>
      [...document.querySelectorAll("section[aria-label] h2")].map((title) => {
        const head = title.closest("section")!.getBoundingClientRect();
        const tops = [...title.closest("section")!.querySelectorAll("button[aria-label*=': ']")]
          .slice(0, 3)
          .map((button) => button.getBoundingClientRect().top - head.top);
        return Math.max(...tops) < 24;
      }),
    );
    expect(places.length).toBeGreaterThan(10);
    expect(places).not.toContain(false);
  }
});

test("a dashboard creates few formatters, and creates its menus when they are opened", async () => {
  const { page } = await desk.person("tom");
  await page.addInitScript(`globalThis.made = 0;
    for (const kind of ["DateTimeFormat", "NumberFormat", "RelativeTimeFormat"])
      Intl[kind] = new Proxy(Intl[kind], { construct: (Kind, options) => (globalThis.made++, new Kind(...options)) });`);
  await page.goto("/dashboard");
  const busiest = page.getByRole("figure", { name: "Busiest hours" });
  await busiest.waitFor();
  await expect.poll(() => page.locator('section[aria-busy="true"]').count()).toBe(0);
  // one for each day and each hour of a week would be more than 200
  expect(await page.evaluate<number>("made")).toBeLessThan(40);
  expect(await page.locator("[role=menuitem]").filter({ hasText: "CSV" }).count()).toBe(0);
  const download = page.getByRole("button", { name: "Busiest hours: Download" });
  await download.click();
  await page.getByRole("menuitem").first().waitFor();
  await page.keyboard.press("Escape");
  await expect.poll(() => download.evaluate((button) => button === document.activeElement)).toBe(true);
});

test("a chart can be shown as a table and downloaded as a file, and each tile and chart explains what it counts", async () => {
  const { page } = await desk.person("tom");
  await page.goto("/dashboard");
  const buttons = page.getByRole("button", { name: /: What this counts$/ });
  const definitions = { ...FIGURE_DEFINITIONS, ...REPORT_DEFINITIONS };
  const all = Object.keys(definitions).length;
  const unused = CHARTS.filter((name) => /^(sla|satisfaction)/.test(name)).length;
  // this desk has no SLA policy and has sent no survey; a chart that the user chooses is shown even if it is empty
  await expect.poll(() => buttons.count()).toBe(all - unused);
  await desk.tom.patch("/users/me/preferences/", { dashboard_reports: CHARTS });
  await page.reload();
  await expect.poll(() => buttons.count()).toBe(all);
  for (const [title, name] of [
    ["Resolved late", "ended_late"],
    ["Satisfaction by agent", "satisfaction_by_agent"],
    ["Automations run", "automations_fired"],
  ] as const) {
    await page.getByRole("button", { name: `${title}: What this counts` }).click();
    await page.getByRole("dialog").getByText(definitions[name]).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
  }
  // one resolution is too few for a median, but the page must not say that there is none
  for (const name of ["Key figures", "Resolution time"])
    await page.getByRole("region", { name, exact: true }).getByText("Too few").waitFor();
  await page.getByRole("button", { name: "Resolution time: Show as table" }).click();
  await page.getByRole("cell", { name: "Too few" }).first().waitFor();
  await page.getByRole("button", { name: "Tickets by company: Show as table" }).click();
  await page.getByRole("cell", { name: "Harbour Hotel" }).waitFor();
  await page.getByRole("button", { name: "Tickets by company: Download" }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: "CSV" }).click(),
  ]);
  expect(readFileSync(await download.path(), "utf8")).toMatch(/Harbour Hotel,5,4/);
  await page.getByRole("button", { name: "Tickets by company: Download" }).click();
  const [workbook] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: "Excel" }).click(),
  ]);
  expect(workbook.suggestedFilename()).toMatch(/^companies-.*\.xlsx$/);
  expect(
    readFileSync(await workbook.path())
      .subarray(0, 2)
      .toString(),
  ).toBe("PK");
});

test("an agent reorders the charts and clicks a bar to open its tickets", async () => {
  const { page } = await desk.person("fay");
  await page.goto("/dashboard");
  const headings = () => page.getByRole("main").getByRole("heading", { level: 2 }).allTextContents();
  await page.getByRole("button", { name: "Arrange" }).click();
  await page.getByRole("button", { name: "Move Open tickets over time up" }).click();
  await expect.poll(async () => (await headings())[0]).toBe("Open tickets over time");
  await page.keyboard.press("Escape");
  await page.reload();
  await expect.poll(async () => (await headings())[0]).toBe("Open tickets over time");
  await page.getByRole("link", { name: /^Technical/ }).click();
  await page.waitForURL(/\/tickets\?.*category=technical/);
  await expect.poll(() => page.getByRole("row").count()).toBe(4);
});

test("the range is in the URL and survives a reload", async () => {
  const { page } = await desk.person("tom");
  await page.goto("/dashboard");
  await page.getByRole("combobox", { name: "Date range" }).click();
  await page.getByRole("option", { name: "Last 7 days" }).click();
  await page.waitForURL(/range=7d/);
  await page.reload();
  await expect.poll(() => page.getByRole("combobox", { name: "Date range" }).inputValue()).toBe("Last 7 days");
});

test("the dashboard uses the days of the user's time zone, not the server's", async () => {
  const { id } = (await makeCompany(desk.tom)).company;
  await desk.database.pool.query("delete from tickets where ticket_number like 'OLD-%'");
  await desk.database.pool.query(
    `insert into tickets (ticket_number, subject, description, company, status, created_at)
     select 'OLD-' || at, to_char(at at time zone 'Asia/Bangkok', 'DD Mon HH24:MI'), 'Since noon.', $1, 'closed', at
     from unnest(array['2026-01-09T16:30Z', '2026-01-09T18:00Z', '2026-01-10T18:00Z']::timestamptz[]) at`,
    [id],
  );
  const { page } = await desk.person("fay", { timezoneId: "Asia/Bangkok" });
  await page.goto("/dashboard?range=custom&from=2026-01-10&to=2026-01-10");
  const tile = page.getByRole("link", { name: /^Created/ });
  await tile.getByText("1", { exact: true }).waitFor();
  await tile.click();
  await page.getByRole("button", { name: "Created from 10 Jan 2026, before 11 Jan 2026" }).click();
  const subjects = () => page.getByRole("row").getByRole("link").allTextContents();
  await expect.poll(subjects).toEqual(["10 Jan 01:00"]);
  // extends the range by a day
  await page.getByLabel("Before", { exact: true }).fill("2026-01-12");
  await page.getByRole("button", { name: "Created from 10 Jan 2026, before 12 Jan 2026" }).waitFor();
  await expect.poll(async () => (await subjects()).toSorted()).toEqual(["10 Jan 01:00", "11 Jan 01:00"]);
});

test("the dashboard is accessible in light, in dark and on a phone", async () => {
  const { page } = await desk.person("tom");
  await page.goto("/dashboard");
  await page.getByRole("figure", { name: "Busiest hours" }).waitFor();
  await expectAccessibleEverywhere(page, "dashboard");
});

test("each tile, and each bar of open tickets, equals the length of its list", async () => {
  const { company } = await makeCompany(desk.tom, "Old Inn");
  const at = "2026-03-10T09:00:00Z";
  const row = (n: number, fields: object) =>
    dumpRow("ticket", n, {
      ...{ ticket_number: `T-20260310-000${n}`, subject: "s", description: "d", company: company.id },
      ...{ created_at: at, updated_at: at, due_date: at, assigned_team: n % 2 ? "" : "Tech", ...fields },
    });
  // tickets from the Django backend: closed without resolved_at, and reopened with it
  await importRows(desk, [
    row(1, { status: "closed" }),
    row(2, { status: "closed", closed_at: at, priority: "low" }),
    row(3, { status: "in_progress", resolved_at: at, closed_at: at, priority: "urgent" }),
    row(4, { status: "resolved", resolved_at: at }),
    row(5, { status: "new", category: "billing" }),
  ]);
  const { page } = await desk.person("tom");
  await page.goto("/dashboard?range=custom&from=2026-03-01&to=2026-03-31");
  await page
    .getByRole("link", { name: /^Resolved/ })
    .getByText("3", { exact: true })
    .waitFor();
  for (const name of ["category", "status", "priority", "team"])
    await page
      .getByRole("figure", { name: `Open tickets by ${name}` })
      .getByRole("link")
      .first()
      .waitFor();
  const readFigures = () =>
    page
      .getByRole("main")
      // the bars themselves repeat the links of names and figures
      .locator("a[href^='/tickets?']:not([aria-hidden])")
      .evaluateAll((links) =>
        links.map((link) => {
          const leaves = [...link.querySelectorAll("*")].filter((each) => each.children.length === 0);
          const texts = leaves.map((each) => each.textContent).filter(Boolean);
          // a row of several bars has its link in the name
          const [name = link.textContent, figure = /\d+$/.exec(link.ariaLabel ?? "")?.[0]] = texts;
          return { name, figure: Number(figure), search: new URL((link as HTMLAnchorElement).href).search };
        }),
      );
  const tiles = ["Created", "Resolved", "Open now", "Unassigned now", "Overdue now"];
  await expect
    .poll(async () => (await readFigures()).map(({ name }) => name))
    .toEqual(expect.arrayContaining([...tiles, "Urgent", "Billing", "Tech", "Old Inn"]));
  for (const { name, figure, search } of await readFigures()) {
    const filters = new URLSearchParams(search);
    filters.delete("view");
    const { results } = (await desk.tom.get(`/inbox/?${filters}&page_size=100`)).body;
    expect([name, search, results.length]).toEqual([name, search, figure]);
  }
});

test("the bars of agents open the tickets that they count", async () => {
  const { company } = await makeCompany(desk.tom, "Bar Counts");
  const resolve = (by: typeof desk.tom, id: string) => by.patch(`/tickets/${id}/`, { status: "resolved" });
  const [own, others, reopened] = await Promise.all(
    ["own", "others", "reopened"].map(async (subject) => (await makeTicket(desk.tom, company.id, { subject })).id),
  );
  await resolve(desk.fay, own!);
  await desk.tom.post(`/tickets/${others}/assign/`, { user_id: desk.tom.id });
  await resolve(desk.fay, others!);
  await resolve(desk.fay, reopened!);
  await desk.tom.patch(`/tickets/${reopened}/`, { status: "in_progress" });
  await resolve(desk.tom, reopened!);

  const { page } = await desk.person("tom");
  await page.goto("/dashboard");
  const [workload, responses] = ["Agent workload", "First response by agent"].map((name) =>
    page.getByRole("figure", { name, exact: true }),
  );
  // reopened tickets count for both
  const resolvedByFay = workload!.getByRole("link", { name: /^Fay Finance, Resolved: 3$/ });
  await resolvedByFay.waitFor();
  const countBehind = async (link: Locator) => {
    const { search } = new URL((await link.getAttribute("href"))!, page.url());
    const filters = new URLSearchParams(search);
    filters.delete("view");
    return (await desk.tom.get(`/inbox/count/?${filters}`)).body.count as number;
  };
  const links = await workload!.getByRole("link").all();
  expect(links.length).toBeGreaterThan(2);
  for (const link of links) {
    const label = (await link.getAttribute("aria-label"))!;
    expect(`${label} = ${await countBehind(link)}`).toBe(`${label} = ${label.split(": ")[1]}`);
  }
  const { body } = await desk.tom.get("/reports/first_response_by_agent/");
  expect(body.rows.length).toBeGreaterThan(1);
  for (const [, name, , , tickets] of body.rows)
    expect([name, await countBehind(responses!.getByRole("link", { name }))]).toEqual([name, tickets]);

  await resolvedByFay.click();
  await page.waitForURL(/\/tickets\?.*resolved_by=/);
  await expect.poll(() => page.getByRole("row").count()).toBe(3);
  await page.getByRole("button", { name: "Resolved by Fay Finance", exact: true }).waitFor();
});
