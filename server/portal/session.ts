import type { CookieSerializeOptions } from "@fastify/cookie";
import type { FastifyRequest } from "fastify";
import { contactOfSession, PORTAL_SESSION_SECONDS } from "../contacts/portal-links.ts";
import { originOf } from "../platform/addresses.ts";
import type { Docket } from "../platform/docket.ts";
import type { SignedIn, Visit } from "./visit.ts";

// Lax: browsers send it when a customer follows a link in an email. Only POST changes anything, and its origin is checked.
function cookieOf(request: FastifyRequest, { addresses }: Pick<Docket, "addresses">) {
  const secure = originOf(request, addresses).startsWith("https:");
  const options: CookieSerializeOptions = { httpOnly: true, sameSite: "lax", path: "/", secure };
  return { name: secure ? "__Host-docket_portal" : "docket_portal", options };
}

export const sessionToken = (request: FastifyRequest, docket: Pick<Docket, "addresses">): string | null =>
  request.cookies[cookieOf(request, docket).name] || null;

/** The contact who is signed in by the request's cookie. It holds a random token that no other part of Docket accepts. */
export async function identifyContact(docket: Docket, request: FastifyRequest): Promise<SignedIn | null> {
  const token = sessionToken(request, docket);
  return token ? contactOfSession(docket.db, token) : null;
}

export function setSession({ request, reply, docket }: Visit, token: string): void {
  const { name, options } = cookieOf(request, docket);
  reply.setCookie(name, token, { ...options, maxAge: PORTAL_SESSION_SECONDS });
}

export function clearSession({ request, reply, docket }: Visit): void {
  const { name, options } = cookieOf(request, docket);
  reply.clearCookie(name, options);
}
