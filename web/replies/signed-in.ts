import { accessToken } from "../lib/session.ts";

/** Whether this user is still signed in: someone else may have signed in in this tab since. */
export async function isSignedInAs(user: string): Promise<boolean> {
  const [, claims] = (await accessToken())?.split(".") ?? [];
  if (!claims) return false;
  return JSON.parse(atob(claims.replaceAll("-", "+").replaceAll("_", "/"))).user_id === user;
}
