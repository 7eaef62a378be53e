import { isIPv6 } from "node:net";
import type { FastifyRequest } from "fastify";

export interface AddressSettings {
  publicUrl: string | null;
  mediaUrl: string;
}

/** Where this request sees the server: PUBLIC_URL, or the host that it was sent to. */
export const originOf = (request: FastifyRequest, { publicUrl }: AddressSettings): string =>
  publicUrl ?? `${request.protocol}://${hostOf(request)}`;

const hostOf = ({ host }: FastifyRequest) =>
  /^[\w.:[\]-]{1,255}$/.test(host) && URL.canParse(`http://${host}`) ? host : "localhost";

/** What the addresses of files begin with. */
export const mediaOf = (request: FastifyRequest, settings: AddressSettings): string =>
  /^https?:/.test(settings.mediaUrl) ? settings.mediaUrl : originOf(request, settings) + settings.mediaUrl;

/** The whole address that was asked for; lists make their links of it. */
export function urlOf(request: FastifyRequest, settings: AddressSettings): URL {
  // a proxy's client may send all of an address; whose server it is there, it does not decide
  const path = request.url.replace(/^https?:\/\/[^/?]*/i, "").replace(/^\/*/, "/");
  const url = new URL(path, originOf(request, settings));
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return url;
}

/** What of an address tells people apart: of IPv6 its first half, since everybody has all addresses that begin with theirs. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped || !isIPv6(address)) return mapped ?? address;
  const [head = [], tail = []] = address.split("::").map((half) => half.split(":").filter(Boolean));
  const groups = [...head, ...Array<string>(Math.max(0, 8 - head.length - tail.length)).fill("0"), ...tail];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":")}::`;
}
