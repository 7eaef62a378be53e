import type { Screen } from "./pictured-parts.ts";

const REQUESTS = "/portal/en/requests/";

/** The customers' screens by the names of their screenshots. For another language, /en/ is replaced. */
export const HELP_CENTER: Record<string, Screen> = {
  "help-center": { path: "/portal/en/", by: "visitor" },
  "help-center-category": {
    path: "/portal/en/",
    by: "visitor",
    act: (page) => page.locator("a[href*='/categories/']").first().click(),
  },
  "help-center-article": {
    path: "/portal/en/",
    by: "visitor",
    act: (page) => page.locator("a[href*='/articles/'][href*='sound']").first().click(),
  },
  "help-center-search": { path: "/portal/en/search/?q=player", by: "visitor" },
  "help-center-nothing": { path: "/portal/en/search/?q=zeppelin", by: "visitor" },
  "help-center-sign-in": { path: "/portal/en/sign-in/", by: "visitor" },
  "help-center-password": { path: "/portal/en/sign-in/password/", by: "visitor" },
  "help-center-link-sent": {
    path: "/portal/en/sign-in/",
    by: "visitor",
    act: async (page) => {
      await page.locator("#address").fill("nobody@docket.example");
      await page.locator("main button").click();
    },
  },
  "help-center-requests": { path: REQUESTS, by: "customer" },
  "help-center-request": {
    path: REQUESTS,
    by: "customer",
    act: (page) => page.locator("main a[href*='/requests/']:not([href*='/new/'])").first().click(),
  },
  "help-center-new": {
    path: `${REQUESTS}new/`,
    by: "customer",
    act: async (page) => {
      await page.locator("#subject").pressSequentially("no sound");
      await page.locator("aside a").first().waitFor();
    },
  },
  "help-center-account": { path: "/portal/en/account/", by: "customer" },
  "help-center-missing": { path: "/portal/en/articles/nowhere/", by: "visitor" },
  "survey-rate": { path: async (desk) => `${await desk.survey()}?rating=4`, by: "visitor" },
  "survey-over": { path: "/portal/en/survey/unknown/", by: "visitor" },
  "survey-stop": { path: async (desk) => `${await desk.survey()}stop/`, by: "visitor" },
  "contact-form": {
    path: (desk) => desk.shop(),
    by: "visitor",
    act: (page) => page.getByRole("button").first().click(),
  },
};
