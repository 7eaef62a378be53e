// @vitest-environment jsdom
import { createElement } from "react";
import { expect, test } from "vitest";
import { tell } from "./lib/live.ts";
import { startLiveUpdates } from "./live-updates.ts";
import { jsonResponse, renderPart, setUpApp, until } from "./test-app.ts";
import { NoticeBoard } from "./ui/NoticeBoard.tsx";

setUpApp(async (address) =>
  jsonResponse({ ticket_number: /tickets\/(\w+)\//.exec(address)?.[1], subject: "No music" }),
);

test("a reminder of an SLA target appears at once, to the person whom it is for", async () => {
  const stop = startLiveUpdates();
  const { leave } = await renderPart(createElement(NoticeBoard));
  const remind = (about: string, kind: string, recipient: string) => {
    const changes = { recipient: [null, recipient], kind: [null, kind] } as Record<string, [unknown, unknown]>;
    tell("sla.alert", { id: 1, at: "", kind: "sla.alert", actor: null, ticket: null, about, changes });
  };
  // the user of these tests is "u"
  remind("T3", "sla_breached", "other");
  remind("T1", "sla_due_soon", "u");
  remind("T2", "sla_breached", "u");
  const notices = () => document.body.textContent;
  await until(() => expect(notices()).toContain("T1 is near its SLA target: No music"));
  await until(() => expect(notices()).toContain("T2 missed its SLA target: No music"));
  expect(notices()).not.toContain("T3");
  await leave();
  stop();
});
