import { isIPv6 } from "node:net";
import type { FastifyRequest } from "fastify";
import { forbidden } from "../../wire/problems.ts";

export interface AddressSettings {
  publicUrl: string | null;
  mediaUrl: string;
}

/** The server's address for this request: PUBLIC_URL, or the host of the request. */
export const originOf = (request: FastifyRequest, { publicUrl }: AddressSettings): string =>
  publicUrl ?? `${request.protocol}://${hostOf(request)}`;

const hostOf = ({ host }: FastifyRequest) =>
  /^[\w.:[\]-]{1,255}$/.test(host) && URL.canParse(`http://${host}`) ? host : "localhost";

/** The beginning of file addresses. */
export const mediaOf = (request: FastifyRequest, settings: AddressSettings): string =>
  /^https?:/.test(settings.mediaUrl) ? settings.mediaUrl : originOf(request, settings) + settings.mediaUrl;

/** What the JSON of a response depends on besides the data: where this client finds files, and the time. */
export const renderContextOf = (request: FastifyRequest, settings: AddressSettings) => ({
  media: mediaOf(request, settings),
  now: Date.now(),
});

/** The full address of the request, on which the links of lists are based. */
export function urlOf(request: FastifyRequest, settings: AddressSettings): URL {
  // a client of a proxy may send a whole address, but must not choose the server that it names
  const path = request.url.replace(/^https?:\/\/[^/?]*/i, "").replace(/^\/*/, "/");
  const url = new URL(path, originOf(request, settings));
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return url;
}

/**
 * The part of an address that identifies a client. For IPv6 that is the first half, because a client has every address
 * that begins with it.
 */
export function networkOf(address: string): string {
  const ipv4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (ipv4 || !isIPv6(address)) return ipv4 ?? address;
  const [head = [], tail = []] = address.split("::").map((half) => half.split(":").filter(Boolean));
  const groups = [...head, ...Array<string>(Math.max(0, 8 - head.length - tail.length)).fill("0"), ...tail];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":")}::`;
}

/**
 * Throws if the page of another site sent the request: browsers send this site's cookies with it, together with the origin of
 * the page. Behind a proxy that ends TLS, the server may not see the https that the browser uses. `others`: origins that may.
 */
export function refuseForeign(
  request: FastifyRequest,
  settings: AddressSettings,
  others: readonly string[] = [],
): void {
  const { origin } = request.headers;
  if (origin === undefined) return;
  const own = [originOf(request, settings), originOf(request, { ...settings, publicUrl: null })];
  const allowedOrigins = [...own, ...own.map((each) => each.replace(/^http:/, "https:")), ...others];
  if (!allowedOrigins.includes(origin)) throw forbidden();
}
