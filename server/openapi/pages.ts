import { parentPort } from "node:worker_threads";
import scalar from "@scalar/fastify-api-reference";
import fastify from "fastify";

// Runs in a separate thread, which ends after it has returned the pages, so that its memory is freed (see docs.ts).
const http = fastify();
await http.register(scalar, {
  routePrefix: "/api/docs",
  configuration: {
    url: "/api/openapi.json",
    title: "Docket API",
    // the page connects only to this server
    telemetry: false,
    withDefaultFonts: false,
    showDeveloperTools: "never",
    hideClientButton: true,
    authentication: { preferredSecurityScheme: "bearer" },
    agent: { disabled: true },
    mcp: { disabled: true },
  },
});
const read = async (url: string) => (await http.inject({ url })).body;
parentPort!.postMessage({ page: await read("/api/docs/"), script: Buffer.from(await read("/api/docs/js/scalar.js")) });
