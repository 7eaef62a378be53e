// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from "vitest";
import { type DemoUser, firstTicket } from "./DemoAccounts.tsx";

const user: DemoUser = { username: "hana", name: "Hana Ito", role: "Tech", ticket: "8d116ece" };
const onScreen = (isPhone: boolean) => vi.stubGlobal("matchMedia", () => ({ matches: isPhone }));
beforeEach(() => {
  localStorage.clear();
  return () => vi.unstubAllGlobals();
});

test("only the first sign-in of a demo opens a ticket", () => {
  onScreen(false);
  expect([firstTicket(user), firstTicket(user)]).toEqual(["8d116ece", null]);
});

test("a demo starts with the list on a phone", () => {
  onScreen(true);
  expect(firstTicket(user)).toBeNull();
});
