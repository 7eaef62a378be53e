import { accessToken } from "../lib/session.ts";

/** Whether the same person is still signed in: another one may have signed in in this tab since. */
export async function isSignedInAs(user: string): Promise<boolean> {
  const [, claims] = (await accessToken())?.split(".") ?? [];
  if (!claims) return false;
  return JSON.parse(atob(claims.replaceAll("-", "+").replaceAll("_", "/"))).user_id === user;
}
