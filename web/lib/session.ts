import type { z } from "zod";
import type { User as UserShape } from "../../wire/users.ts";
import { store, useStore } from "./store.ts";

export type User = z.output<typeof UserShape>;

type Session =
  | { state: "starting" | "out" | "unreachable" }
  | { state: "in"; user: User; access: string; endsAt: number };

// The access token lives in memory alone; the refresh token is a cookie that no script can read.
const session = store<Session>({ state: "starting" });
const tabs = new BroadcastChannel("docket session");
const EARLY_MS = 60_000;

const endOf = (access: string): number => {
  const claims = JSON.parse(atob(access.split(".")[1]!.replaceAll("-", "+").replaceAll("_", "/"))) as { exp: number };
  return claims.exp * 1000;
};

function enter({ access, user }: { access: string; user: User }): void {
  session.set({ state: "in", user, access, endsAt: endOf(access) });
}

async function ask(path: string, method: string, body?: unknown): Promise<Response> {
  return fetch(`/api/v1${path}`, {
    method,
    headers: { accept: "application/json", ...(body !== undefined && { "content-type": "application/json" }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

let renewing: Promise<boolean> | null = null;

/** Gets a new access token with the cookie; of several callers at once one asks. False when the session is over. */
export function renewAccess(): Promise<boolean> {
  renewing ??= renew().finally(() => {
    renewing = null;
  });
  return renewing;
}

async function renew(): Promise<boolean> {
  const response = await ask("/session/refresh/", "POST").catch(() => null);
  if (response?.ok) {
    enter(await response.json());
    return true;
  }
  const { state } = session.get();
  if (response?.status === 401 || response?.status === 400) signedOut();
  else if (state === "starting") session.set({ state: "unreachable" });
  return false;
}

/** A token that lasts for the request at hand; null when nobody is signed in. */
export async function accessToken(): Promise<string | null> {
  const now = session.get();
  if (now.state === "in" && now.endsAt - EARLY_MS > Date.now()) return now.access;
  if (now.state === "in") await renewAccess();
  const then = session.get();
  return then.state === "in" ? then.access : null;
}

/** Why a sign-in failed: the server's words, or null when it could not be reached. */
export async function signIn(username: string, password: string): Promise<{ problem: string | null } | "in"> {
  const response = await ask("/session/", "POST", { username, password }).catch(() => null);
  if (!response) return { problem: null };
  const body = await response.json().catch(() => ({}));
  if (!response.ok)
    return { problem: body.detail ?? body.non_field_errors?.[0] ?? Object.values(body).flat()[0] ?? "" };
  enter(body);
  tabs.postMessage("in");
  return "in";
}

export async function signOut(): Promise<void> {
  await ask("/session/", "DELETE").catch(() => null);
  signedOut();
  tabs.postMessage("out");
}

export function signedOut(): void {
  session.set({ state: "out" });
}

/** Puts a changed profile in the place of the old one. */
export function profileChanged(user: User): void {
  const now = session.get();
  if (now.state === "in") session.set({ ...now, user });
}

tabs.onmessage = ({ data }) => {
  if (data === "out") signedOut();
  if (data === "in" && session.get().state !== "in") void renewAccess();
};

export const useSession = (): Session => useStore(session);
export const listenToSession = (listener: () => void): (() => void) => session.listen(listener);
export const isSignedIn = (): boolean => session.get().state === "in";

/** The user who is signed in; for everything inside the shell. */
export function useUser(): User {
  const now = useSession();
  if (now.state !== "in") throw new Error("nobody is signed in");
  return now.user;
}
