// @vitest-environment jsdom
import { createElement } from "react";
import { expect, test } from "vitest";
import { jsonResponse, renderPart, setUpApp, until } from "../test-app.ts";
import { InviteForm } from "./InviteForm.tsx";

setUpApp(async () => jsonResponse({ results: [], next: null }));

test("without a mailbox, the form for an invitation says that the email is kept", async () => {
  const { leave } = await renderPart(createElement(InviteForm, { onClose() {} }));
  await until(() => expect(document.body.textContent).toContain("No mailbox yet: the email is kept"));
  await leave();
});
