// @vitest-environment jsdom
import { notificationsStore } from "@mantine/notifications";
import { act, createElement } from "react";
import { beforeEach, expect, test } from "vitest";
import { jsonResponse, renderPart, setUpApp, until } from "../test-app.ts";
import { SnoozeDialog } from "./SnoozeDialog.tsx";

const NONE = { until: null, until_reply: false, is_reminder: false, created_at: null, ended_at: null };
let sent: Record<string, unknown>[] = [];
setUpApp(async (_, { body } = {}) => {
  if (body) sent.push(JSON.parse(String(body)));
  return jsonResponse(NONE);
});
beforeEach(() => {
  sent = [];
  notificationsStore.setState({ ...notificationsStore.getState(), notifications: [], queue: [] });
});

const said = () =>
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
  await until(() => expect(said()).toMatch(/T-1: reminder set for tomorrow/));
  await leave();
});
