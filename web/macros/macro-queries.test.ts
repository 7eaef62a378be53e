// @vitest-environment jsdom
import { describe, expect, test } from "vitest";
import { type MacroContent, macroBody, recentFirst } from "./macro-queries.ts";

describe("the picker of macros", () => {
  test("lists those that the user applied last first, and the others in the order of the server", () => {
    const macros = [
      { name: "Apology", last_used_at: null },
      { name: "Greeting", last_used_at: "2026-11-26T08:00:00Z" },
      { name: "Prices", last_used_at: null },
      { name: "Restart", last_used_at: "2026-11-27T08:00:00Z" },
    ];
    expect(recentFirst(macros).map(({ name }) => name)).toEqual(["Restart", "Greeting", "Apology", "Prices"]);
  });
});

describe("the form of a macro", () => {
  const macro: MacroContent = {
    ...{ name: "Prices", folder: "Sales", scope: "team", team: "Tech", texts: { en: "See below." } },
    ...{ is_internal: false, inputs: [], changes: { status: "pending" } },
    files: [{ id: "11111111-1111-4111-8111-111111111111", name: "prices.pdf", size: 12, file: "/media/prices.pdf" }],
  };

  test("sends the IDs of the files, and the team of a macro of a team", () => {
    expect(macroBody(macro)).toMatchObject({
      ...{ name: "Prices", scope: "team", team: "Tech", changes: { status: "pending" } },
      files: ["11111111-1111-4111-8111-111111111111"],
    });
  });

  test.each(["own", "shared"] as const)("sends no team if the macro is for: %s", (scope) => {
    expect(macroBody({ ...macro, scope }).team).toBe("");
  });
});
