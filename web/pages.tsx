import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { readDashboard } from "./dashboard/range.ts";
import { readAddress } from "./inbox/address.ts";
import { InboxPage } from "./inbox/InboxPage.tsx";
import { NoTicketOpen } from "./inbox/NoTicketOpen.tsx";
import { readSearch, writeSearch } from "./lib/search-params.ts";
import { isLeft, isSignedIn, pageAfter } from "./lib/session.ts";
import { Shell } from "./shell/Shell.tsx";
import { MissingPage } from "./ui/MissingPage.tsx";
import { PageProblem } from "./ui/PageProblem.tsx";

// Every address of the app and the page behind it. The inbox comes with the frame, the others when they are opened: with the
// router's `lazyRouteComponent` instead of `loadLate`, because the router loads a page while the pointer is on its link,
// keeps the page before it until then, and shows `PageProblem` if that fails.

const root = createRootRoute({ component: Outlet, notFoundComponent: MissingPage, errorComponent: PageProblem });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  component: lazyRouteComponent(() => import("./sign-in/SignInPage.tsx"), "SignInPage"),
  validateSearch: (search): { to?: string } => (typeof search.to === "string" ? { to: search.to } : {}),
  beforeLoad: ({ search }) => {
    if (isSignedIn()) throw redirect({ to: pageAfter(search.to) });
  },
});

/** For people who have no password or forgot it: a page to ask for a link, and the page that the link opens. */
const password = createRoute({
  getParentRoute: () => root,
  path: "/password/$step",
  component: lazyRouteComponent(() => import("./sign-in/PasswordPage.tsx"), "PasswordPage"),
});

/** All pages inside are for people who are signed in. */
const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  component: Shell,
  beforeLoad: ({ location }) => {
    if (!isSignedIn()) throw redirect({ to: "/sign-in", search: isLeft() ? {} : { to: location.href } });
  },
});

const home = createRoute({
  getParentRoute: () => inside,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/tickets" });
  },
});

/** The list, and the pages that open beside it. */
const tickets = createRoute({
  getParentRoute: () => inside,
  path: "/tickets",
  component: InboxPage,
  validateSearch: readAddress,
});
const noTicket = createRoute({
  getParentRoute: () => tickets,
  path: "/",
  component: NoTicketOpen,
});
const ticket = createRoute({
  getParentRoute: () => tickets,
  path: "/$ticketId",
  component: lazyRouteComponent(() => import("./ticket-page/TicketPane.tsx"), "TicketPane"),
});

const newTicket = createRoute({
  getParentRoute: () => inside,
  path: "/new",
  component: lazyRouteComponent(() => import("./new-ticket/NewTicketPage.tsx"), "NewTicketPage"),
  validateSearch: ({ company, contact }: Record<string, unknown>): { company?: string; contact?: string } => ({
    ...(typeof company === "string" && { company }),
    ...(typeof contact === "string" && { contact }),
  }),
});
const dashboard = createRoute({
  getParentRoute: () => inside,
  path: "/dashboard",
  component: lazyRouteComponent(() => import("./dashboard/DashboardPage.tsx"), "DashboardPage"),
  validateSearch: readDashboard,
});
const companies = createRoute({
  getParentRoute: () => inside,
  path: "/companies",
  component: lazyRouteComponent(() => import("./companies/CompaniesPage.tsx"), "CompaniesPage"),
});
const company = createRoute({
  getParentRoute: () => inside,
  path: "/companies/$id",
  component: lazyRouteComponent(() => import("./companies/CompanyPage.tsx"), "CompanyPage"),
});
const contacts = createRoute({
  getParentRoute: () => inside,
  path: "/contacts",
  component: lazyRouteComponent(() => import("./contacts/ContactsPage.tsx"), "ContactsPage"),
});
const contact = createRoute({
  getParentRoute: () => inside,
  path: "/contacts/$id",
  component: lazyRouteComponent(() => import("./contacts/ContactPage.tsx"), "ContactPage"),
});
const zones = createRoute({
  getParentRoute: () => inside,
  path: "/zones",
  component: lazyRouteComponent(() => import("./zones/ZonesPage.tsx"), "ZonesPage"),
});
const knowledge = createRoute({
  getParentRoute: () => inside,
  path: "/knowledge",
  component: lazyRouteComponent(() => import("./knowledge/KnowledgePage.tsx"), "KnowledgePage"),
});
const article = createRoute({
  getParentRoute: () => inside,
  path: "/knowledge/$id",
  component: lazyRouteComponent(() => import("./knowledge/ArticlePage.tsx"), "ArticlePage"),
});
const zone = createRoute({
  getParentRoute: () => inside,
  path: "/zones/$id",
  component: lazyRouteComponent(() => import("./zones/ZonePage.tsx"), "ZonePage"),
});
const people = createRoute({
  getParentRoute: () => inside,
  path: "/people",
  component: lazyRouteComponent(() => import("./people/PeoplePage.tsx"), "PeoplePage"),
});
const person = createRoute({
  getParentRoute: () => inside,
  path: "/people/$id",
  component: lazyRouteComponent(() => import("./people/PersonPage.tsx"), "PersonPage"),
});

const settingsPage = lazyRouteComponent(() => import("./settings/SettingsPage.tsx"), "SettingsPage");
const settings = createRoute({ getParentRoute: () => inside, path: "/settings", component: settingsPage });
const settingsPart = createRoute({ getParentRoute: () => inside, path: "/settings/$part", component: settingsPage });
/** The page for an unknown address, with links that lead on. */
const missing = createRoute({ getParentRoute: () => inside, path: "$", component: MissingPage });

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    password,
    inside.addChildren([
      home,
      tickets.addChildren([noTicket, ticket]),
      newTicket,
      dashboard,
      companies,
      company,
      contacts,
      contact,
      knowledge,
      article,
      zones,
      zone,
      people,
      person,
      settings,
      settingsPart,
      missing,
    ]),
  ]),
  defaultPreload: "intent",
  defaultPreloadStaleTime: 0,
  scrollRestoration: true,
  parseSearch: readSearch,
  stringifySearch: writeSearch,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
