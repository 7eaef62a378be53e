import { accessToken } from "../lib/session.ts";

/** Whether it is this person who asks: after them another one may have signed in, in the same tab. */
export async function isSignedInAs(user: string): Promise<boolean> {
  const [, claims] = (await accessToken())?.split(".") ?? [];
  if (!claims) return false;
  return JSON.parse(atob(claims.replaceAll("-", "+").replaceAll("_", "/"))).user_id === user;
}
