import { expect, test } from "vitest";
import { ROLE_PERMISSIONS } from "../../wire/permissions.ts";
import { matching } from "../lib/matching.ts";
import { t } from "../lib/texts.ts";
import palette from "../texts/later/en/palette.json" with { type: "json" };
import { PARTS, type PartName, partsFor } from "./parts.ts";

const of = (role: keyof typeof ROLE_PERMISSIONS) => ({ id: "x", permissions: ROLE_PERMISSIONS[role] }) as never;

test("agents open their own settings, Admins all", () => {
  expect(partsFor(of("Admin"))).toEqual(Object.keys(PARTS));
  const agents = partsFor(of("Tech"));
  expect(agents).toContain("preferences");
  for (const name of ["server", "email", "officeHours", "sla", "automations"]) expect(agents).not.toContain(name);
});

test.each([
  ["round robin", "assignment"],
  ["office hours", "officeHours"],
  ["holidays", "officeHours"],
  ["sla", "sla"],
  ["targets", "sla"],
  ["rule", "automations"],
  ["saved replies", "macros"],
  ["mailbox", "email"],
  ["signature", "preferences"],
] as const)("the palette finds the settings of “%s”", (typed, part) => {
  const entries = (Object.keys(PARTS) as PartName[]).map((name) => ({
    name,
    label: t(PARTS[name].title),
    hint: palette.settings[name],
  }));
  expect(matching(entries, typed).map(({ name }) => name)).toEqual([part]);
});

test("one's own settings come before those of the desk", () => {
  const groups = partsFor(of("Admin")).map((name) => PARTS[name].group);
  expect(groups.lastIndexOf("you")).toBeLessThan(groups.indexOf("desk"));
});
