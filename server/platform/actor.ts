import type { Permission, Role } from "../../wire/permissions.ts";

/** The user who sends a request. */
export interface Actor {
  kind: "user";
  id: string;
  role: Role;
  /** What the user's role permits. */
  permissions: readonly Permission[];
  session: string | null;
  /** A browser's request, or a program's. */
  via: "web" | "api";
}

/** The actor of a public endpoint without a credential: no rights at all. */
export const NOBODY: Actor = {
  kind: "user",
  id: "00000000-0000-0000-0000-000000000000",
  role: "Sales",
  permissions: [],
  session: null,
  via: "api",
};
