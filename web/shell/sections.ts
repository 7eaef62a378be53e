import {
  type Icon,
  IconAddressBook,
  IconBook,
  IconBuilding,
  IconChartHistogram,
  IconInbox,
  IconMusic,
  IconUsersGroup,
} from "@tabler/icons-react";
import { may } from "../../wire/permissions.ts";
import type { User } from "../lib/session.ts";

/** A part of the app that the sidebar links to. */
export interface Section {
  path: string;
  /** The key of its name in the text catalogue, below "sections". */
  name: "inbox" | "dashboard" | "companies" | "contacts" | "zones" | "knowledge" | "people";
  icon: Icon;
  /** The keys that open it. */
  keys: string;
  /** Whether this user may see it; everyone may if it is left out. */
  isFor?: (user: User) => boolean;
}

export const sections: readonly Section[] = [
  { path: "/tickets", name: "inbox", icon: IconInbox, keys: "g i" },
  { path: "/dashboard", name: "dashboard", icon: IconChartHistogram, keys: "g d" },
  { path: "/companies", name: "companies", icon: IconBuilding, keys: "g c" },
  { path: "/contacts", name: "contacts", icon: IconAddressBook, keys: "g o" },
  { path: "/zones", name: "zones", icon: IconMusic, keys: "g z" },
  { path: "/knowledge", name: "knowledge", icon: IconBook, keys: "g k" },
  { path: "/people", name: "people", icon: IconUsersGroup, keys: "g p", isFor: (user) => may(user, "user.manage") },
];
