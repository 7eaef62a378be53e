import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { notFound } from "../wire/problems.ts";
import type { DemoAccounts } from "./demo/accounts.ts";
import type { Log } from "./platform/log.ts";

const NOT_OF_THE_APP = /^\/(api|media|healthz|readyz|metrics)(\/|$)/;

// Scripts only from here, so none that a customer wrote; Mantine sets styles inline. Pictures may be pasted (data:, blob:).
const policy = (mediaUrl: string) => {
  const media = /^https?:/.test(mediaUrl) ? ` ${new URL(mediaUrl).origin}` : "";
  return [
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    `img-src 'self' data: blob:${media}`,
    `media-src 'self' blob:${media}`,
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
};

/** Puts the accounts of the demo into the page, for the sign-in page. */
function withDemo(page: string, demo: DemoAccounts | null): string {
  if (!demo) return page;
  const content = JSON.stringify(demo).replaceAll("&", "&amp;").replaceAll("'", "&#39;").replaceAll("<", "&lt;");
  return page.replace("</head>", `<meta name="docket-demo" content='${content}'></head>`);
}

const WITH_HEAD = { exposeHeadRoute: true };

/** Serves the built web app: its files, and its page at every address that a browser opens and that no other route has. */
export async function serveWebApp(
  http: FastifyInstance,
  folder: string,
  mediaUrl: string,
  demo: DemoAccounts | null = null,
): Promise<void> {
  const index = withDemo(readFileSync(join(folder, "index.html"), "utf8"), demo);
  const sendPage = (reply: FastifyReply) =>
    reply
      .header("content-security-policy", policy(mediaUrl))
      .header("cache-control", "no-cache")
      .type("text/html; charset=utf-8")
      .send(index);
  await http.register(fastifyStatic, {
    root: join(folder, "assets"),
    prefix: "/assets/",
    preCompressed: true,
    immutable: true,
    maxAge: "1y",
  });
  for (const name of ["icon.svg", "manifest.webmanifest"])
    http.get(`/${name}`, WITH_HEAD, (_request, reply) =>
      reply.sendFile(name, folder, { maxAge: "1d", immutable: false }),
    );
  http.get("/", WITH_HEAD, (_request, reply) => sendPage(reply));
  const isPage = (request: FastifyRequest) =>
    (request.method === "GET" || request.method === "HEAD") &&
    request.headers.accept?.includes("text/html") === true &&
    !NOT_OF_THE_APP.test(request.url);
  http.get("/*", WITH_HEAD, (request, reply) => {
    if (isPage(request)) return sendPage(reply);
    throw notFound();
  });
}

/** Where the built web app is; builds it if necessary. Null if it cannot be built: the API works without it. */
export async function builtWebApp(log: Log): Promise<string | null> {
  const { APP_FOLDER, isBuilt } = await import("../web/build.ts");
  if (isBuilt()) return APP_FOLDER;
  try {
    log.info("building the web app");
    // in a separate process, because the builder takes hundreds of megabytes that would stay with the server
    await promisify(execFile)(process.execPath, [join(import.meta.dirname, "../web/build.ts")]);
    return APP_FOLDER;
  } catch (error) {
    const hasOld = existsSync(join(APP_FOLDER, "index.html"));
    log.error({ err: error }, hasOld ? "could not rebuild the web app" : "the web app could not be built");
    return hasOld ? APP_FOLDER : null;
  }
}
