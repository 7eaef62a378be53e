import type { FastifyRequest } from "fastify";

export interface AddressSettings {
  publicUrl: string | null;
  mediaUrl: string;
}

/** Where this request sees the server: PUBLIC_URL, or the host that it was sent to. */
export const originOf = (request: FastifyRequest, { publicUrl }: AddressSettings): string =>
  publicUrl ?? `${request.protocol}://${hostOf(request)}`;

const hostOf = (request: FastifyRequest) => (/^[\w.:[\]-]{1,255}$/.test(request.host) ? request.host : "localhost");

/** What the addresses of files begin with. */
export const mediaOf = (request: FastifyRequest, settings: AddressSettings): string =>
  /^https?:/.test(settings.mediaUrl) ? settings.mediaUrl : originOf(request, settings) + settings.mediaUrl;

/** The whole address that was asked for; lists make their links of it. */
export function urlOf(request: FastifyRequest, settings: AddressSettings): URL {
  const url = new URL(request.url.replace(/^\/+/, "/"), originOf(request, settings));
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return url;
}
