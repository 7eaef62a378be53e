// @vitest-environment jsdom
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import type { Editor } from "@tiptap/core";
import { act, createElement, type FunctionComponent } from "react";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { AutomationForm } from "./automations/AutomationForm.tsx";
import { EmailLook } from "./email/EmailLook.tsx";
import { Templates } from "./email/Templates.tsx";
import { HelpCenterPart } from "./help-center/HelpCenterPart.tsx";
import { ArticleEditor } from "./knowledge/ArticleEditor.tsx";
import type { Article } from "./knowledge/use-writing.ts";
import { queryClient } from "./lib/query-client.ts";
import { MacroForm } from "./macros/MacroForm.tsx";
import { RecurrenceForm } from "./recurrences/RecurrenceForm.tsx";
import { ScheduleForm } from "./report-emails/ScheduleForm.tsx";
import { PreferencesForm } from "./settings/PreferencesForm.tsx";
import { CalendarForm } from "./sla/CalendarForm.tsx";
import { PolicyForm } from "./sla/PolicyForm.tsx";
import { SurveysPart } from "./surveys/SurveysPart.tsx";
import { jsonResponse, renderPart, setUpApp, typeInto } from "./test-app.ts";
import { TemplateForm } from "./ticket-templates/TemplateForm.tsx";

type Answer = [status: number, body: unknown];
const EMAIL = { kind: "acknowledgement", language: "en", subject: "Got it", body: "", footer: "", is_default: true };
/** The responses by the end of the address; everything else is an empty list. */
const READS: Record<string, object> = {
  "/email-settings/": {
    desk_name: "Harbour",
    color: "#2f6fde",
    reopens_on_thanks: false,
    remote_pictures: "ask",
    updated_at: "1",
  },
  "/survey-settings/": { is_enabled: true, delay_hours: 8, calendar: null, teams: [], categories: [], updated_at: "1" },
  "/contact-form-settings/": { is_enabled: true, origins: ["https://a.example"], updated_at: "1" },
  "/acknowledgement/en/": { ...EMAIL, updated_at: null },
};
let refusals: Answer[] = [];
let sent: { address: string; version: string | null; body: Record<string, unknown> }[] = [];

async function respond(address: string, { method = "GET", headers, body }: RequestInit = {}): Promise<Response> {
  const path = address.replace(/^\/api\/v1|\?.*$/g, "");
  const at = Object.keys(READS).find((end) => path.endsWith(end));
  let [status, json]: Answer = [200, at ? READS[at] : { results: [], next: null }];
  // what a form shows beside itself
  if (/preview|dry_run|simulate|holidays/.test(path)) [status, json] = [400, { detail: "Not now." }];
  else if (method !== "GET") {
    const values = JSON.parse(String(body));
    sent.push({ address: path, version: new Headers(headers).get("if-match"), body: values });
    [status, json] = refusals.shift() ?? [
      200,
      { ...(json as object), ...values, id: "1", name: "Saved", updated_at: "9" },
    ];
  }
  return jsonResponse(json, status);
}

setUpApp(respond);
beforeEach(() => {
  [refusals, sent] = [[], []];
});

/** Renders a form and finds its fields by their labels. */
async function open(part: FunctionComponent<never>, props: object = {}) {
  const { place, leave: close } = await renderPart(createElement(part as FunctionComponent, props));
  const field = (label: string) => {
    const shown = [...place.querySelectorAll("label")].find(
      ({ textContent }) => textContent?.replace(/ \*$/, "") === label,
    );
    return place.querySelector<HTMLInputElement>(`[id="${shown?.htmlFor}"]`);
  };
  const type = (label: string, text: string) => typeInto(field(label)!, text);
  const press = (name: string) =>
    act(async () => {
      for (const form of place.querySelectorAll("form")) form.noValidate = true;
      [...place.querySelectorAll("button")].findLast(({ textContent }) => textContent === name)!.click();
    });
  const editor = () =>
    place.querySelector<HTMLElement & { editor: Editor }>('[contenteditable="true"]')?.editor ?? null;
  return { field, type, press, close, place, editor };
}

const onClose = () => {};
const template = {
  name: "",
  scope: "shared",
  team: "",
  subject: "",
  description: "",
  fields: {},
  checklist: [],
  inputs: [],
  files: [],
  tags: "",
};
const FORMS: [string, string, FunctionComponent<never>, object?][] = [
  ["an automation", "Name", AutomationForm, { automation: null, onOther: onClose, onClose }],
  ["an SLA policy", "Name", PolicyForm, { policy: null, calendars: [], onClose }],
  ["a calendar", "Name", CalendarForm, { calendar: null, onClose }],
  ["a macro", "Name", MacroForm, { id: null, onClose }],
  ["a ticket template", "Name", TemplateForm, { id: null, initial: template, readAt: undefined, onClose }],
  ["a recurring ticket", "Name", RecurrenceForm, { recurrence: null, onClose }],
  ["a report by email", "Name", ScheduleForm, { schedule: null, onClose }],
  ["the text of an email", "Subject", Templates],
];

const UNSAVED = /You have (?:not saved this yet|unsaved changes)\./;

describe.each(FORMS)("text typed into the form of %s", (_what, label, part, props) => {
  test("survives a reload and a failed save", async () => {
    const before = await open(part, props);
    await expect.poll(() => before.field(label)).toBeTruthy();
    expect(before.place.textContent).not.toMatch(UNSAVED);
    await before.type(label, "Half of it");
    await before.close();
    const after = await open(part, props);
    await expect.poll(() => after.field(label)?.value).toBe("Half of it");
    expect(after.place.textContent).toMatch(UNSAVED);
    refusals = [[503, {}]];
    await after.press("Save");
    await expect.poll(() => sent.length).toBe(1);
    expect(after.field(label)!.value).toBe("Half of it");
    // it is still there for the next reload, until the person gives it up
    expect(Object.values(localStorage).join()).toContain("Half of it");
    await after.press("Cancel");
    await after.close();
    expect(Object.values(localStorage).join()).not.toContain("Half of it");
  });
});

test("a macro that starts from an example has its text in the editor, and so has one that starts from another", async () => {
  const { press, close, place } = await open(MacroForm as FunctionComponent<never>, { id: null, onClose });
  const written = () => place.querySelector('[contenteditable="true"]')?.textContent;
  await expect.poll(written).toBe("");
  await press("We are working on it");
  await expect.poll(written).toContain("We are working on it and will write again");
  await press("Resolved");
  await expect.poll(written).toContain("this is resolved now");
  await press("Cancel");
  await close();
});

test("an example replaces neither the name nor the text that someone has written", async () => {
  const { field, type, press, close, place, editor } = await open(MacroForm as FunctionComponent<never>, {
    id: null,
    onClose,
  });
  const written = () => place.querySelector('[contenteditable="true"]')?.textContent;
  await expect.poll(editor).toBeTruthy();
  await type("Name", "Greeting");
  await press("Resolved");
  await expect.poll(written).toContain("this is resolved now");
  expect(field("Name")!.value).toBe("Greeting");
  await act(async () => void editor()!.commands.insertContentAt(1, "Mine. "));
  await press("We are working on it");
  expect(written()).toContain("Mine. ");
  expect(written()).toContain("this is resolved now");
  await press("Cancel");
  await close();
});

test("a click on a placeholder of a macro asks what it shows if it is empty", async () => {
  const page = await open(MacroForm as FunctionComponent<never>, {
    id: null,
    from: { keptAs: "x", content: { texts: { en: "<p>Hello {{ contact.first_name }},</p>" } } },
    onClose,
  });
  const label = "If “Contact’s first name” is empty";
  await expect.poll(page.editor).toBeTruthy();
  expect(page.field(label)).toBeNull();
  const { view } = page.editor()!;
  await act(async () => void view.someProp("handleClick", (click) => click(view, 12, new MouseEvent("click"))));
  await page.type(label, "there");
  expect(page.editor()!.getText()).toBe('Hello {{ contact.first_name | default: "there" }},');
  expect(page.field(label)!.value).toBe("there");
  await page.press("Cancel");
  await page.close();
});

// blocks as others write them, among them one that the editor does not support
const TABLE = "<table border=1><tbody><tr><td style='width:9px'>Zone</td><td>{{ ticket.number }}</td></tr></table>";
const REST = `\n${TABLE}\r\n<dl><dt>Zone<dd>Lobby</dl><P CLASS=MsoNormal>5 < 6 &amp; so<o:p></o:p></P>`;
const TEXT = `<p>Hello</p>${REST}`;
const CHANGED = `<p>!Hello</p>${REST}`;
const macro = {
  ...{ id: "m", name: "Restart", folder: "", scope: "shared", team: "", texts: { en: TEXT }, is_internal: false },
  ...{ inputs: [], changes: { tags: "a" }, files: [], updated_at: "1" },
};
const recurrence = {
  ...{ id: "r", name: "Weekly", template: "t", company: "c", company_name: "Reef", contact: null, contact_name: null },
  ...{ zone: null, zone_name: null, inputs: {}, rrule: "FREQ=WEEKLY", starts_at: "2026-11-27T09:00", time_zone: "UTC" },
  ...{ calendar: null, on_closed_day: "keep", missed: "one", is_active: true, updated_at: "1" },
};
const changed = { ...template, name: "Player", description: TEXT };
const WRITTEN: [string, FunctionComponent<never>, object, object][] = [
  ["a macro", MacroForm, { id: "m", onClose }, { texts: { en: CHANGED } }],
  ["a ticket template", TemplateForm, { id: "t", initial: changed, readAt: "1", onClose }, { description: CHANGED }],
  ["a recurring ticket", RecurrenceForm, { recurrence, onClose }, { name: "Daily" }],
];

describe.each(WRITTEN)("%s that is saved", (_what, part, props, body) => {
  const openSaved = async () => {
    READS["/macros/m/"] = macro;
    const page = await open(part, { ...props, onClose: closed });
    await expect.poll(() => page.field("Name")?.value).toBeTruthy();
    return page;
  };
  const closed = vi.fn();
  beforeEach(() => void closed.mockClear());

  test("without an edit sends nothing", async () => {
    const page = await openSaved();
    await page.press("Save");
    await expect.poll(() => closed.mock.calls.length).toBe(1);
    expect(sent).toEqual([]);
    await page.close();
  });

  test("after one letter sends that text only, and every other block of it byte for byte as it was", async () => {
    const page = await openSaved();
    if (page.editor()) await act(async () => void page.editor()!.commands.insertContentAt(1, "!"));
    else await page.type("Name", "Daily");
    await page.press("Save");
    await expect.poll(() => sent).toEqual([{ address: expect.any(String), version: '"1"', body }]);
    await expect.poll(() => closed.mock.calls.length).toBe(1);
    await page.close();
  });
});

const ARTICLE = {
  ...{ id: "a", title: "Restart", state: "draft", visibility: "public", effective_visibility: "public", teams: [] },
  ...{ language: "en", category: null, category_name: null, slug: "a", version: 3, has_changes: false, files: [] },
  ...{ texts: [{ language: "en", title: "Restart", html: TEXT }] },
  uses: { opened: 0, inserted: 0, helpful: 0, not_helpful: 0 },
};

test("an article is sent only if it was edited, with every other block byte for byte as it was", async () => {
  const shown = () => createElement(ArticleEditor, { article: ARTICLE as unknown as Article });
  const routeTree = createRootRoute({ component: shown });
  const page = await open(RouterProvider as FunctionComponent<never>, {
    router: createRouter({ routeTree, history: createMemoryHistory() }),
  });
  await expect.poll(page.editor).toBeTruthy();
  await page.press("Save");
  expect(sent).toEqual([]);
  await act(async () => void page.editor()!.commands.insertContentAt(1, "!"));
  await page.press("Save");
  await expect.poll(() => sent.map(({ body }) => body)).toEqual([{ html: CHANGED, language: "en" }]);
  await page.close();
});

test.each([
  [TEXT, CHANGED],
  ["<p>Tom</p><p>5 &lt; 6</p>", "<p>!Tom</p><p>5 &lt; 6</p>"],
])("a signature is sent only if it was edited, with every other line as it was: %j", async (signature, expected) => {
  READS["/preferences/"] = { signature };
  const page = await open(PreferencesForm as FunctionComponent<never>);
  const place = () => page.place.querySelector<HTMLElement>("[contenteditable], textarea");
  const leave = () => act(async () => void place()!.dispatchEvent(new FocusEvent("focusout", { bubbles: true })));
  await expect.poll(place).toBeTruthy();
  await leave();
  expect(sent).toEqual([]);
  if (page.editor()) await act(async () => void page.editor()!.commands.insertContentAt(1, "!"));
  else await page.type("Signature", `!${page.field("Signature")!.value}`);
  if (page.editor()) await act(async () => void page.editor()!.emit("blur", {} as never));
  else await leave();
  await expect.poll(() => sent.map(({ body }) => body)).toEqual([{ signature: expected }]);
  await page.close();
});

const SETTINGS: [string, string, string, FunctionComponent<never>, string, object][] = [
  ["the look of emails", "/email-settings/", "Name of the desk", EmailLook, "Mine", { desk_name: "Theirs" }],
  ["surveys", "/survey-settings/", "Hours after the ticket is resolved", SurveysPart, "5", { delay_hours: 3 }],
  ["the contact form", "/contact-form-settings/", "Sites", HelpCenterPart, "https://b.example", { origins: [] }],
];

describe.each(SETTINGS)("the settings of %s", (_what, path, label, part, mine, theirs) => {
  test("keep what is written when someone else saves theirs, and replace that only when saved again", async () => {
    const page = await open(part);
    await expect.poll(() => page.field(label)).toBeTruthy();
    await page.type(label, mine);
    // read again in the meantime
    await act(
      async () => void queryClient.setQueryData([path.slice(1, -1)], { ...READS[path], ...theirs, updated_at: "2" }),
    );
    expect(page.field(label)!.value).toContain(mine);
    refusals = [[412, { detail: "Someone else has changed this since you read it.", version: "2" }]];
    await page.press("Save");
    await expect.poll(() => sent.length).toBe(1);
    expect(page.field(label)!.value).toContain(mine);
    await page.press("Save");
    await expect.poll(() => sent.map(({ version }) => version)).toEqual(['"1"', '"2"']);
    expect(Object.keys(sent[1]!.body)).toHaveLength(1);
    await page.close();
  });
});
