import { type Icon, IconInbox } from "@tabler/icons-react";
import type { User } from "../lib/session.ts";

/** A part of the app that the side bar leads to. */
export interface Section {
  path: string;
  /** Of the catalogue, below "sections". */
  name: "inbox";
  icon: Icon;
  /** The keys that lead there. */
  keys: string;
  /** Who sees it; everybody where it is left out. */
  isFor?: (user: User) => boolean;
}

export const sections: readonly Section[] = [{ path: "/tickets", name: "inbox", icon: IconInbox, keys: "g i" }];
