import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { act, createElement, type ReactElement } from "react";
import { createRoot } from "react-dom/client";
import { afterAll, beforeAll, beforeEach, expect, vi } from "vitest";
import { queryClient } from "./lib/query-client.ts";
import { renewAccess } from "./lib/session.ts";

const user = { id: "u", username: "ann", full_name: "Ann", role: "Admin", permissions: [], leads: [] };
const access = `x.${btoa(JSON.stringify({ exp: 4_000_000_000 }))}.x`;

export const jsonResponse = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });

/**
 * Prepares the tests of a file to render parts of the app in jsdom: adds the browser functions that jsdom lacks, signs an
 * Admin in, and answers all other requests with `respond`.
 */
export function setUpApp(respond: (address: string, init?: RequestInit) => Promise<Response>): void {
  beforeAll(async () => {
    vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
    vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener() {}, removeEventListener() {} }));
    vi.stubGlobal(
      "ResizeObserver",
      class {
        observe() {}
        unobserve() {}
        disconnect() {}
      },
    );
    vi.stubGlobal("scrollTo", () => {});
    vi.stubGlobal("fetch", async (address: string, init?: RequestInit) =>
      address.includes("/session/refresh/") ? jsonResponse({ access, user }) : respond(address, init),
    );
    const fonts = { addEventListener() {}, removeEventListener() {} };
    Object.defineProperty(document, "fonts", { configurable: true, value: fonts });
    // a list of choices scrolls to its first one
    Element.prototype.scrollIntoView = () => {};
    localStorage.clear();
    await renewAccess();
  });
  afterAll(() => vi.unstubAllGlobals());
  beforeEach(() => queryClient.clear());
}

/** Waits until a check passes, even on a slow machine. */
export const until = (check: () => void) => vi.waitFor(check, { timeout: 60_000 });

/** Types a text into an input, replacing its value. */
export const typeInto = (input: HTMLInputElement | HTMLTextAreaElement, text: string) =>
  act(async () => {
    const { prototype } = input instanceof HTMLTextAreaElement ? HTMLTextAreaElement : HTMLInputElement;
    Object.getOwnPropertyDescriptor(prototype, "value")!.set!.call(input, text);
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });

/** Renders a part of the app as on a freshly loaded page. */
export async function renderPart(part: ReactElement) {
  const place = document.body.appendChild(document.createElement("div"));
  const root = createRoot(place);
  const tree = createElement(QueryClientProvider, { client: queryClient }, part);
  await act(async () => root.render(createElement(MantineProvider, { env: "test" }, tree)));
  const press = async (text: string) => {
    const button = () => [...place.querySelectorAll("button")].find(({ textContent }) => textContent?.trim() === text);
    await until(() => expect(button()).toBeDefined());
    await act(async () => button()!.click());
  };
  const leave = async () => {
    await act(async () => root.unmount());
    place.remove();
  };
  return { place, press, leave };
}
