// @vitest-environment jsdom
import { act, createElement } from "react";
import { beforeEach, describe, expect, test } from "vitest";
import { speak } from "../lib/texts.ts";
import { jsonResponse, renderPart, setUpApp, until } from "../test-app.ts";
import { Templates } from "./Templates.tsx";

const TEMPLATE = { subject: "We got it", body: "<p>Hello,</p>", footer: "", is_default: true, updated_at: null };
const LOOK = { desk_name: "Harbour", color: "#2f6fde", updated_at: "1" };

setUpApp(async (address) => {
  if (address.includes("preview")) return jsonResponse({ detail: "Not now." }, 400);
  return jsonResponse(
    address.includes("/email-templates/") ? TEMPLATE : address.includes("/email-settings/") ? LOOK : { results: [] },
  );
});

beforeEach(() => localStorage.clear());

async function open() {
  const { place, press, leave } = await renderPart(createElement(Templates));
  await until(() => expect(place.querySelectorAll("textarea")).toHaveLength(2));
  const [body] = place.querySelectorAll("textarea");
  const subject = [...place.querySelectorAll("input")].find(({ value }) => value === TEMPLATE.subject)!;
  return { place, press, leave, body: body!, subject };
}

describe("a placeholder in the editor of an email's template", () => {
  test("is inserted at the end of the text, and then at the cursor of the field that was used last", async () => {
    const { press, leave, body, subject } = await open();
    await press("Ticket number ticket.number");
    expect(body.value).toBe("<p>Hello,</p>{{ ticket.number }}");
    await act(async () => body.setSelectionRange(3, 8));
    await press("Recipient’s name recipient.name");
    expect(body.value).toBe("<p>{{ recipient.name }},</p>{{ ticket.number }}");
    await act(async () => subject.focus());
    await act(async () => subject.setSelectionRange(0, 2));
    await press("Name of the desk desk.name");
    expect(subject.value).toBe("{{ desk.name }} got it");
    expect([document.activeElement, subject.selectionStart]).toEqual([subject, "{{ desk.name }}".length]);
    await leave();
  });

  test("is offered only for emails that have a value for it, and explained in the user's language", async () => {
    await act(() => speak("th"));
    const { place, leave } = await open();
    const offered = [...place.querySelectorAll("li")].map(({ textContent }) => textContent);
    expect(offered).toContain("ชื่อผู้รับ recipient.name");
    expect(offered.join()).not.toContain("message");
    await leave();
    await act(() => speak("en"));
  });
});
