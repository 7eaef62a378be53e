// @vitest-environment jsdom
import { act, createElement } from "react";
import { createRoot } from "react-dom/client";
import { afterAll, expect, test, vi } from "vitest";
import { useNow } from "./clock.ts";

const MINUTE = 60_000;
// before the clock is imported
const start = vi.hoisted(() => {
  vi.useFakeTimers({ now: Date.parse("2026-11-24T10:00:00Z") });
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  return Date.now();
});
afterAll(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

let shown = 0;
function List() {
  shown = (useNow() - start) / MINUTE;
  return null;
}

function open() {
  const root = createRoot(document.createElement("div"));
  act(() => root.render(createElement(List)));
  return () => act(() => root.unmount());
}
const pass = (ms: number) => act(() => vi.advanceTimersByTime(ms));

test("the time is right when a list opens late, and ticks although the person leaves the list every 40 seconds", () => {
  pass(10 * MINUTE);
  for (let visit = 0; visit < 3; visit += 1) {
    const leave = open();
    pass(40_000);
    leave();
  }
  const leave = open();
  // two minutes have passed since the list opened first
  expect(shown).toBe(12);
  pass(MINUTE);
  expect(shown).toBe(13);
  leave();
});
