import dns from "node:dns/promises";
import { once } from "node:events";
import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import pLimit from "p-limit";
import { badRequest, Problem, tooManyRequests } from "../../wire/problems.ts";
import { type PictureType, pictureType } from "./picture-types.ts";

const MAX_BYTES = 10 * 1024 * 1024;
const MAX_REDIRECTS = 3;
const AT_ONCE = 6;
const MAX_WAITING = 100;
const PORTS: Record<string, number> = { "http:": 80, "https:": 443 };

/** How pictures of other sites are reached; tests replace parts of it. */
export interface PictureSource {
  /** The addresses of a host. */
  addresses(host: string): Promise<string[]>;
  /** Where the connection to an address that was checked goes. */
  connectTo(address: string, port: number): { host: string; port: number };
  timeoutMs: number;
}

export const publicInternet: PictureSource = {
  addresses: async (host) => (await dns.lookup(host, { all: true, order: "ipv4first" })).map(({ address }) => address),
  connectTo: (host, port) => ({ host, port }),
  timeoutMs: 10_000,
};

export interface Picture {
  bytes: Buffer;
  type: PictureType;
}

const limit = pLimit(AT_ONCE);
const notLoaded = () => badRequest("The picture could not be loaded.");

/** Loads a picture from a public address. Whatever the other server does, the problem is in our own words. */
export async function loadPicture(source: PictureSource, url: string): Promise<Picture> {
  // the pictures of a message are requested together, and a slow server must not make the others wait without end
  if (limit.pendingCount >= MAX_WAITING) throw tooManyRequests(10);
  return limit(() => withinTime(source, url));
}

async function withinTime(source: PictureSource, url: string): Promise<Picture> {
  const controller = new AbortController();
  const { signal } = controller;
  const timer = setTimeout(() => controller.abort(), source.timeoutMs);
  const tooLate = once(signal, "abort").then(() => Promise.reject(notLoaded()));
  tooLate.catch(() => {});
  try {
    return await Promise.race([followRedirects(source, url, signal), tooLate]);
  } catch (error) {
    throw error instanceof Problem ? error : notLoaded();
  } finally {
    clearTimeout(timer);
    // ends what is still open
    controller.abort();
  }
}

async function followRedirects(source: PictureSource, first: string, signal: AbortSignal): Promise<Picture> {
  let url = new URL(first);
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    const response = await request(source, url, signal);
    const { statusCode: status = 0, headers } = response;
    if (status === 200) return read(response);
    response.destroy();
    if (![301, 302, 303, 307, 308].includes(status) || !headers.location) break;
    url = new URL(headers.location, url);
  }
  throw notLoaded();
}

/** Connects to the address that was checked, so that a second answer of the DNS cannot lead elsewhere. */
async function request(source: PictureSource, url: URL, signal: AbortSignal): Promise<IncomingMessage> {
  const port = PORTS[url.protocol];
  if (!port || url.port || url.username || url.password) throw notLoaded();
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const addresses = isIP(host) ? [host] : await source.addresses(host);
  if (addresses.length === 0 || !addresses.every(isPublic)) throw notLoaded();
  signal.throwIfAborted();
  const call = (url.protocol === "https:" ? https : http).request({
    ...source.connectTo(addresses[0]!, port),
    servername: isIP(host) ? "" : host,
    path: url.pathname + url.search,
    headers: {
      host: url.host,
      accept: "image/webp,image/png,image/jpeg,image/gif",
      "accept-encoding": "identity",
      "user-agent": "Docket",
    },
    agent: false,
    signal,
  });
  call.end();
  const [response] = (await once(call, "response")) as [IncomingMessage];
  // an end in the middle of the body is reported by reading it
  call.on("error", () => {});
  return response;
}

const GLOBAL_IPV6: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse("2000::"), 3];

/** Whether an address is on the public internet: not of this machine, its network, or a translation of such an address. */
export function isPublic(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.process(text);
  return address.range() === "unicast" && (address instanceof ipaddr.IPv4 || address.match(GLOBAL_IPV6));
}

async function read(response: IncomingMessage): Promise<Picture> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BYTES) throw badRequest("The picture is larger than 10 MB.");
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  const type = pictureType(bytes);
  if (!type) throw badRequest("The file is not a PNG, JPEG, GIF or WebP picture.");
  return { bytes, type };
}
