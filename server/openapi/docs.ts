import { createHash } from "node:crypto";
import { Worker } from "node:worker_threads";
import type { FastifyInstance } from "fastify";
import type { Endpoint } from "../../wire/endpoint.ts";
import { type AddressSettings, originOf } from "../platform/addresses.ts";
import { openApi } from "./openapi.ts";

/** Serves the API's documentation: for programs at /api/openapi.json, to read and try out at /api/docs/. */
export function serveDocs(http: FastifyInstance, addresses: AddressSettings, endpoints: readonly Endpoint[]): void {
  // built for the first request: it takes 0.2 s, and most servers never show it
  let description: string | null = null;
  http.get("/api/openapi.json", (request, reply) => {
    description ??= JSON.stringify(openApi(endpoints));
    const servers = JSON.stringify([{ url: originOf(request, addresses) }]);
    return reply.type("application/json").send(`{"servers":${servers},${description.slice(1)}`);
  });
  const pages = openPages();
  http.get("/api/docs/", async (_request, reply) => {
    const { page } = await pages();
    reply.header("content-security-policy", policyFor(page, addresses.publicUrl));
    return reply.type("text/html; charset=utf-8").send(page);
  });
  http.get("/api/docs/js/scalar.js", async (_request, reply) =>
    reply.type("application/javascript; charset=utf-8").send((await pages()).script),
  );
}

interface Pages {
  page: string;
  script: Buffer;
}

// Scalar's module contains its program as text, 25 MB in memory once loaded; most servers never show these pages.
function openPages(): () => Promise<Pages> {
  let cache: Promise<Pages> | null = null;
  const load = () =>
    new Promise<Pages>((resolve, reject) => {
      const worker = new Worker(new URL("./pages.ts", import.meta.url));
      worker.once("message", ({ page, script }: { page: string; script: Uint8Array }) => {
        resolve({ page, script: Buffer.from(script.buffer, script.byteOffset, script.byteLength) });
        void worker.terminate();
      });
      worker.once("error", (error) => {
        cache = null;
        reject(error);
      });
    });
  return () => (cache ??= load());
}

/** A policy that lets a page run its inline scripts and the server's own, and connect to this server only. */
function policyFor(page: string, publicUrl: string | null): string {
  const hashes = [...page.matchAll(/<script(?:\s[^>]*)?>([^<]+)<\/script>/g)].map(
    ([, script]) => `'sha256-${createHash("sha256").update(script!).digest("base64")}'`,
  );
  return [
    "default-src 'none'",
    `script-src 'self' ${hashes.join(" ")}`,
    "style-src 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src data:",
    `connect-src 'self'${publicUrl ? ` ${publicUrl}` : ""}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}
