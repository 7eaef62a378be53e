// @vitest-environment jsdom
import { notificationsStore } from "@mantine/notifications";
import { act, createElement } from "react";
import { beforeEach, expect, test } from "vitest";
import { queryClient } from "../lib/query-client.ts";
import { jsonResponse, renderPart, setUpApp, until } from "../test-app.ts";
import { SnoozeDialog } from "./SnoozeDialog.tsx";

const NONE = { until: null, until_reply: false, is_reminder: false, created_at: null, ended_at: null };
let sent: Record<string, unknown>[] = [];
let requests: string[] = [];
let answer: object = NONE;
setUpApp(async (url, { method, body } = {}) => {
  requests.push(`${method} ${url}`);
  if (body) sent.push(JSON.parse(String(body)));
  return jsonResponse(answer);
});
beforeEach(() => {
  sent = [];
  requests = [];
  answer = NONE;
  queryClient.clear();
  notificationsStore.setState({ ...notificationsStore.getState(), notifications: [], queue: [] });
});

const notice = () =>
  notificationsStore
    .getState()
    .notifications.map(({ message }) => JSON.stringify((message as { props?: object } | undefined)?.props))
    .join();

async function open() {
  const part = await renderPart(
    createElement(SnoozeDialog, { target: { id: "1", ticket_number: "T-1" }, onClose() {} }),
  );
  const dialog = () => document.querySelector<HTMLElement>("[role=dialog]")!;
  await until(() => expect(dialog()).not.toBeNull());
  const button = (words: string) =>
    [...dialog().querySelectorAll("button")].find(({ textContent }) => textContent?.startsWith(words))!;
  const press = (key: string) =>
    act(async () => document.activeElement!.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true })));
  const focusText = () => document.activeElement!.textContent;
  return { ...part, dialog, button, press, focusText };
}

test("the arrow keys, Home and End move through the choices of a snooze", async () => {
  const { press, focusText, leave } = await open();
  await until(() => expect(focusText()).toMatch(/^In about 3 hours/));
  await press("ArrowDown");
  expect(focusText()).toMatch(/^Tomorrow morning/);
  await press("ArrowUp");
  await press("ArrowUp");
  expect(focusText()).toBe("The customer replies");
  await press("ArrowDown");
  expect(focusText()).toMatch(/^In about 3 hours/);
  await press("End");
  expect(focusText()).toBe("The customer replies");
  await press("Home");
  expect(focusText()).toMatch(/^In about 3 hours/);
  await leave();
});

test("a reminder is called a reminder in the dialog and in its notice", async () => {
  const { dialog, button, leave } = await open();
  expect(dialog().textContent).toContain("Snooze until · T-1");
  await act(async () => dialog().querySelectorAll<HTMLElement>("[role=switch]")[1]!.click());
  expect(dialog().textContent).toContain("Remind me · T-1");
  expect(button("Remind me")).toBeDefined();
  expect(dialog().textContent).not.toContain("Snooze");
  await act(async () => button("Tomorrow morning").click());
  await until(() => expect(sent).toMatchObject([{ is_reminder: true, until_reply: true }]));
  await until(() => expect(notice()).toMatch(/T-1: reminder set for tomorrow/));
  await leave();
});

test("the dialog shows the reminder that is set, and changes or removes it", async () => {
  answer = { ...NONE, until: "2099-12-01T09:00:00Z", is_reminder: true, created_at: "2026-11-26T09:00:00Z" };
  const { dialog, button, leave } = await open();
  await until(() => expect(dialog().textContent).toContain("Remind me · T-1"));
  expect(dialog().textContent).toMatch(/Reminder .*2099/);
  const switches = [...dialog().querySelectorAll<HTMLInputElement>("[role=switch]")].map(({ checked }) => checked);
  expect(switches).toEqual([false, true]);
  expect(dialog().querySelector<HTMLInputElement>("[type=datetime-local]")!.value).toMatch(/^2099-12-01T/);
  await act(async () => button("Remove reminder").click());
  await until(() => expect(requests.join()).toMatch(/DELETE \S*\/tickets\/1\/snooze\//));
  await leave();
});
