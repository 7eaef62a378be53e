import { createHash } from "node:crypto";
import scalar from "@scalar/fastify-api-reference";
import type { FastifyInstance } from "fastify";
import type { Endpoint } from "../../wire/endpoint.ts";
import { type AddressSettings, originOf } from "../platform/addresses.ts";
import { openApi } from "./openapi.ts";

/** The API's documentation: for programs at /api/openapi.json, to read and try at /api/docs/. */
export async function serveDocs(
  http: FastifyInstance,
  addresses: AddressSettings,
  endpoints: readonly Endpoint[],
): Promise<void> {
  const description = JSON.stringify(openApi(endpoints));
  http.get("/api/openapi.json", (request, reply) => {
    const servers = JSON.stringify([{ url: originOf(request, addresses) }]);
    return reply.type("application/json").send(`{"servers":${servers},${description.slice(1)}`);
  });
  await http.register(async (docs) => {
    docs.addHook("onSend", async (_request, reply, page) => {
      if (typeof page === "string" && String(reply.getHeader("content-type")).startsWith("text/html"))
        reply.header("content-security-policy", policyFor(page, addresses.publicUrl));
      return page;
    });
    await docs.register(scalar, {
      routePrefix: "/api/docs",
      configuration: {
        url: "/api/openapi.json",
        title: "Docket API",
        // the page speaks with this server and nobody else
        telemetry: false,
        withDefaultFonts: false,
        showDeveloperTools: "never",
        hideClientButton: true,
        authentication: { preferredSecurityScheme: "bearer" },
        agent: { disabled: true },
        mcp: { disabled: true },
      },
    });
  });
}

/** Lets a page run the scripts that stand in it and the server's own, and speak with this server only. */
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
