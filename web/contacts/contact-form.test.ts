// @vitest-environment jsdom
import { createElement } from "react";
import { expect, test } from "vitest";
import { jsonResponse, renderPart, setUpApp, until } from "../test-app.ts";
import { ContactForm } from "./ContactForm.tsx";

let sent: object[] = [];
setUpApp(async (_address, { method = "GET", body } = {}) => {
  if (method === "GET") return jsonResponse({ results: [], next: null });
  sent.push(JSON.parse(String(body)));
  return jsonResponse({ name: ["This field is required."] }, 400);
});

const input = (label: string) => {
  const match = [...document.querySelectorAll("label")].find(({ textContent }) => textContent?.startsWith(label));
  return document.querySelector<HTMLInputElement>(`[id="${match?.htmlFor}"]`);
};

test("an email address that was typed for a new contact goes into Email, and Save moves the focus to the missing name", async () => {
  sent = [];
  const { leave } = await renderPart(
    createElement(ContactForm, { typed: "ploy@harbour.example", company: { id: "c" }, onClose() {} }),
  );
  await until(() => expect(input("Email")?.value).toBe("ploy@harbour.example"));
  expect(input("Name")!.value).toBe("");
  const save = [...document.querySelectorAll("button")].find(({ textContent }) => textContent === "Save")!;
  save.focus();
  save.click();
  await until(() => expect(document.activeElement).toBe(input("Name")));
  expect(sent).toEqual([{ email: "ploy@harbour.example", company: "c" }]);
  await leave();
});
