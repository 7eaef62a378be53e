// @vitest-environment jsdom
import { createElement } from "react";
import { expect, test } from "vitest";
import { jsonResponse, renderPart, setUpApp, until } from "../test-app.ts";
import { TemplatesPart } from "./TemplatesPart.tsx";

const TEMPLATE = {
  ...{ id: "t", name: "Check", folder: "", scope: "own", team: "", missing: {}, can_change: false },
  subject: "Check{% if company.name %} at {{ company.name }}{% endif %}",
};

setUpApp(async (address) =>
  jsonResponse({ results: address.includes("/ticket-templates/") ? [TEMPLATE] : [], next: null }),
);

test("the list of templates shows the placeholders of subjects by name", async () => {
  const { place, leave } = await renderPart(createElement(TemplatesPart));
  await until(() => expect(place.querySelector("li")!.textContent).toContain("Check at Company"));
  await leave();
});
