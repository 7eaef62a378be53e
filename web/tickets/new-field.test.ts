import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

// The app with the fields of test/extra-fields.ts and their texts, loaded again; no other file knows them.
const TEXTS = {
  fields: { source: "Source", promised_at: "Promised", order_number: "Order number" },
  choices: { source: { phone: "Phone", walk_in: "Walk-in", monitoring: "Monitoring" } },
};

async function load() {
  vi.resetModules();
  await import("../../test/extra-fields.ts");
  const { default: texts } = (await import("../texts/en.json")) as unknown as { default: Record<string, object> };
  Object.assign(texts.fields!, TEXTS.fields);
  texts.choices = TEXTS.choices;
  return {
    ...(await import("../lib/texts.ts")),
    ...(await import("../inbox/address.ts")),
    ...(await import("../inbox/filter-fields.ts")),
    ...(await import("../inbox/filter-changes.ts")),
    ...(await import("../inbox/spans.ts")),
    ...(await import("../inbox/labels.ts")),
    ...(await import("../inbox/orderings.ts")),
    ...(await import("../inbox/ordering-label.ts")),
    ...(await import("../inbox/table/columns.ts")),
    ...(await import("../macros/macro-fields.ts")),
    ...(await import("../automations/action-kinds.ts")),
    ...(await import("../new-ticket/fill-template.ts")),
    ...(await import("../new-ticket/new-ticket.ts")),
    ...(await import("../../wire/template-words.ts")),
    ...(await import("./event-words.ts")),
    ...(await import("./plain-fields.ts")),
  };
}

let app: Awaited<ReturnType<typeof load>>;
beforeAll(async () => {
  app = await load();
});
// other files are not to have the fields
afterAll(() => void vi.resetModules());

describe("a described field with texts", () => {
  test("is in the panel, the form for new tickets and the printed ticket", () => {
    expect(app.plainFields().map(([name]) => name)).toEqual(
      expect.arrayContaining(["source", "promised_at", "order_number"]),
    );
    const entry = app.plainFields().find(([name]) => (name as string) === "source")!;
    expect(app.valueWords(app.t, entry, "walk_in")).toBe("Walk-in");
    expect(app.valueWords(app.t, entry, "")).toBe("");
  });

  test("is a column of the table, with a width and a heading", () => {
    for (const name of ["source", "promised_at", "order_number"]) expect(app.COLUMNS).toContain(name);
    const columns = app.columnsOf(["subject", "source"]);
    expect(columns).toEqual(["subject", "source"]);
    expect(app.tracksOf(columns).tracks).toBe("36px minmax(210px, 6fr) 116px");
    expect(columns.map((column) => app.columnLabel(app.t, column))).toEqual(["Subject", "Source"]);
    expect([app.isSortable("source" as never), app.orderingLabel(app.t, "source")]).toEqual([true, "Source"]);
  });

  test("filters the list, stays in its URL, and is offered with its labels", () => {
    expect(app.FILTER_FIELDS).toEqual(expect.arrayContaining(["source", "promised", "order_number"]));
    expect(app.FILTER_WORDS.source).toEqual(["phone", "walk_in", "monitoring", "none"]);
    expect(app.readAddress({ source: "phone", promised_after: "-7d", mood: "good" })).toEqual({
      source: "phone",
      promised_after: "-7d",
    });
    expect(app.toggleValue({ source: "phone" } as never, "source" as never, "walk_in")).toEqual({
      source: "phone,walk_in",
    });
    expect(app.fieldsIn({ source: "phone", promised_after: "-7d" } as never)).toEqual(["source", "promised"]);
    expect(app.spanChoices(app.t, "promised" as never).length).toBeGreaterThan(0);
    expect(app.filterLabel(app.t, "source")).toBe("Source");
  });

  test("can be set by macros, automations and ticket templates", () => {
    expect(app.MACRO_FIELDS).toContain("source");
    expect(app.FIELDS_TO_SET).toContain("source");
    expect(app.TEMPLATE_TICKET_FIELDS).toContain("source");
    const template = { subject: "", description: "", checklist: [], names: {}, fields: { source: "phone" } as object };
    expect(app.fillTemplate(app.EMPTY_TICKET, template)).toEqual({
      fields: { ...app.EMPTY_TICKET, source: "phone" },
      kept: [],
    });
    const walkIn = { ...app.EMPTY_TICKET, source: "walk_in" };
    expect(app.fillTemplate(walkIn, template)).toEqual({ fields: walkIn, kept: ["source"] });
  });

  test("appears in the timeline", () => {
    const words = (changes: object) =>
      app.eventWords({ kind: "ticket.updated", changes } as never, { people: new Map(), ticket: {} } as never);
    expect(words({ source: ["phone", "walk_in"] })).toEqual(["changed the source from Phone to Walk-in"]);
    expect(words({ order_number: ["", "A-17"] })).toEqual([expect.stringContaining("A-17")]);
    expect(words({ source: ["phone", ""] })).toEqual(["cleared the source"]);
    expect(app.changedBackWords(["source", "status"])).toBe("changed the source, status and changed it back");
  });
});
