import type { z } from "zod";
import type { User as UserShape } from "../../wire/users.ts";
import { store, useStore } from "./store.ts";

export type User = z.output<typeof UserShape>;

type Session =
  | { state: "starting" | "out" | "unreachable" }
  | { state: "in"; user: User; access: string; endsAt: number };

// The access token is only in memory; the refresh token is a cookie that scripts cannot read.
const session = store<Session>({ state: "starting" });
const tabs = new BroadcastChannel("docket session");
const EARLY_MS = 60_000;
const LEAVING_MS = 4_000;

const endOf = (access: string): number => {
  const claims = JSON.parse(atob(access.split(".")[1]!.replaceAll("-", "+").replaceAll("_", "/"))) as { exp: number };
  return claims.exp * 1000;
};

function startSession({ access, user }: { access: string; user: User }): void {
  session.set({ state: "in", user, access, endsAt: endOf(access) });
}

async function request(path: string, method: string, body?: unknown, more?: RequestInit): Promise<Response> {
  return fetch(`/api/v1${path}`, {
    ...more,
    method,
    headers: { accept: "application/json", ...(body !== undefined && { "content-type": "application/json" }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

// Whether the user signed out here while the server could not be reached. Then the cookie may still exist, and only signing
// in may use it.
const SIGN_OUT_KEY = "docket signed out";
const hasLeft = (): boolean => localStorage.getItem(SIGN_OUT_KEY) !== null;
// these words are stored in browsers, so they stay
const UNREPORTED_MARK = "untold";
const REPORTED_MARK = "told";
const hasUnreportedSignOut = store(localStorage.getItem(SIGN_OUT_KEY) === UNREPORTED_MARK);
function endSession(how: typeof UNREPORTED_MARK | typeof REPORTED_MARK | null): void {
  if (how) localStorage.setItem(SIGN_OUT_KEY, how);
  else localStorage.removeItem(SIGN_OUT_KEY);
  hasUnreportedSignOut.set(how === UNREPORTED_MARK);
}

/** Tells the server that the session has ended, as soon as it can be reached. */
async function reportSignOut(): Promise<void> {
  if (localStorage.getItem(SIGN_OUT_KEY) !== UNREPORTED_MARK) return;
  // signing out does not wait for a network that never responds, because the user may close the page at once
  const more = { keepalive: true, signal: AbortSignal.timeout(LEAVING_MS) };
  const response = await request("/session/", "DELETE", undefined, more).catch(() => null);
  if (response?.ok && hasLeft()) endSession(REPORTED_MARK);
}

/** The result of a request for a new access token. For a failure, the server's status; 0 if the server could not be reached. */
type Renewal = "in" | "out" | { status: number };
let renewing: Promise<Renewal> | null = null;

/** Gets a new access token with the cookie. If several callers ask at once, one request is sent. */
export function renewAccess(): Promise<Renewal> {
  renewing ??= renew().finally(() => {
    renewing = null;
  });
  return renewing;
}

async function renew(): Promise<Renewal> {
  const response = hasLeft() ? null : await request("/session/refresh/", "POST").catch(() => null);
  // even if someone signed out during the request
  if (hasLeft() || response?.status === 204 || response?.status === 401) {
    signedOut();
    void reportSignOut();
    return "out";
  }
  if (response?.ok) {
    startSession(await response.json());
    return "in";
  }
  // the session continues as soon as the server responds again
  if (session.get().state === "starting") session.set({ state: "unreachable" });
  return { status: response?.status ?? 0 };
}

/** An access token that stays valid for this request; null if nobody is signed in. */
export async function accessToken(): Promise<string | null> {
  const now = session.get();
  if (now.state === "in" && now.endsAt - EARLY_MS > Date.now()) return now.access;
  if (now.state === "in") await renewAccess();
  const then = session.get();
  return then.state === "in" ? then.access : null;
}

/** Signs in. Returns why that failed: the server's words, or null if it could not be reached. */
export async function enterBy(path: string, credentials: unknown): Promise<{ problem: string | null } | "in"> {
  await reportSignOut();
  const response = await request(path, "POST", credentials).catch(() => null);
  if (!response) return { problem: null };
  const body = await response.json().catch(() => ({}));
  if (!response.ok)
    return { problem: body.detail ?? body.non_field_errors?.[0] ?? Object.values(body).flat()[0] ?? "" };
  endSession(null);
  startSession(body);
  tabs.postMessage("in");
  return "in";
}

/** Signs out here and in all tabs, whether the server can be reached or not. */
export async function signOut(): Promise<void> {
  endSession(UNREPORTED_MARK);
  await reportSignOut();
  signedOut();
  tabs.postMessage("out");
}

// who was signed in before in this window
let before: string | null = null;

export function signedOut(): void {
  before = currentUserId() ?? before;
  session.set({ state: "out" });
}

/** Whether the user of this window has signed out, so that the open page is nobody's. */
export const isLeft = (): boolean => before !== null && hasLeft();
/** The page to open after signing in: not that of someone else who was signed in before. */
export const pageAfter = (to = "/"): string => (before === null || before === currentUserId() ? to : "/");

/** Replaces the profile after a change. */
export function profileChanged(user: User): void {
  const now = session.get();
  if (now.state === "in") session.set({ ...now, user });
}

tabs.onmessage = ({ data }) => {
  if (data === "out") signedOut();
  if (data === "in" && session.get().state !== "in") {
    endSession(null);
    void renewAccess();
  }
};
window.addEventListener("online", () => void reportSignOut());

/** Whether the user has signed out here and the server does not know yet. */
export const useHasUnreportedSignOut = (): boolean => useStore(hasUnreportedSignOut);
export const useSession = (): Session => useStore(session);
export const listenToSession = (listener: () => void): (() => void) => session.listen(listener);
/** The ID of the user who is signed in; null if nobody is. */
export const currentUserId = (): string | null => {
  const now = session.get();
  return now.state === "in" ? now.user.id : null;
};
export const isSignedIn = (): boolean => session.get().state === "in";

/** The user who is signed in. For everything inside the shell. */
export function useUser(): User {
  const now = useSession();
  if (now.state !== "in") throw new Error("nobody is signed in");
  return now.user;
}
