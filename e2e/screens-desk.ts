import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openPortalSession } from "../server/contacts/portal-links.ts";
import { surveyToken } from "../server/emails/survey-links.ts";
import { type Db, openDatabase, query } from "../server/platform/database.ts";
import { openEmbedded } from "../server/platform/embedded-postgres.ts";
import { hashToken } from "../server/platform/link-tokens.ts";
import { openLog } from "../server/platform/log.ts";
import { openSealing } from "../server/platform/sealing.ts";

export const SCREENS_PASSWORD = "pictures of a harbour";
const SECRET_KEY = "the key of the desk for screenshots, 2718281828";
const root = join(import.meta.dirname, "..");

/** A server for screenshots in a temporary folder. */
export interface ScreensDesk {
  base: string;
  /** Value of the cookie of a signed-in customer. */
  customer(): Promise<string>;
  /** Path of a survey's page, as in an email. */
  survey(): Promise<string>;
  /** Path of the page where an invited user chooses a password. */
  invitation(): Promise<string>;
  /** Address of another site that shows the contact form. */
  shop(): Promise<string>;
  close(): Promise<void>;
}

// biome-ignore lint/suspicious/noExplicitAny: any response of the API
type Ask = (method: string, path: string, body?: unknown) => Promise<any>;

/** Sends requests as the Admin. */
async function signedIn(base: string): Promise<Ask> {
  let token = "";
  const ask: Ask = async (method, path, body) => {
    const headers = { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) };
    const response = await fetch(`${base}/api/v1${path}`, {
      method,
      headers,
      body: body ? JSON.stringify(body) : null,
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.status === 204 ? {} : await response.json();
  };
  token = (await ask("POST", "/auth/login/", { username: "admin", password: SCREENS_PASSWORD })).access;
  return ask;
}

/** Moves tickets to the trash, so that it is not empty. */
async function fillTrash(ask: Ask): Promise<void> {
  const { results } = await ask("GET", "/inbox/?ordering=created_at&page_size=3");
  for (const { id } of results) await ask("DELETE", `/tickets/${id}/`);
}

/** The demo's contact with the most open tickets. */
async function customerOf(db: Db): Promise<{ contact: string; address: string }> {
  const [row] = await query<{ contact: string; address: string }>(
    db,
    `select t.contact, min(a.address) as address
     from tickets t
     join contact_addresses a on a.contact = t.contact
     where t.deleted_at is null
     group by t.contact
     order by count(*) filter (where t.resolved_at is null) desc, count(*) desc, t.contact
     limit 1`,
  );
  return row!;
}

/** Inserts a sent survey, because its email would need a mailbox. */
async function openSurvey(db: Db): Promise<string> {
  const [row] = await query<{ id: string }>(
    db,
    `update surveys set state = 'sent', expires_at = now() + interval '1 day'
     where id = (select id from surveys s where not exists (select from survey_answers where survey = s.id) limit 1)
     returning id`,
  );
  const token = surveyToken(openSealing(SECRET_KEY), row!.id);
  await query(db, "update surveys set token_hash = $2 where id = $1", [row!.id, hashToken(token)]);
  return token;
}

/** Opens another site that contains only the contact form's script tag. */
async function openShop(ask: Ask, base: string): Promise<{ address: string; close(): void }> {
  const shop = createServer((_request, response) => {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(
      `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Shop</title><h1>Shop</h1><script src="${base}/portal/contact-form.js" async></script></html>`,
    );
  });
  await new Promise<void>((done) => {
    shop.listen(0, "127.0.0.1", done);
  });
  const address = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
  await ask("PATCH", "/contact-form-settings/", { is_enabled: true, origins: [address] });
  return { address, close: () => shop.close() };
}

/** Starts Docket like `npm start`. Returns its address and a function that stops it. */
async function start(folder: string, isDemo: boolean) {
  const env = {
    ...process.env,
    DATA_DIR: folder,
    PORT: "0",
    RATE_LIMIT: "off",
    SECRET_KEY,
    ADMIN_PASSWORD: SCREENS_PASSWORD,
  };
  const args = [join(root, "server/main.ts"), "serve", ...(isDemo ? ["--demo"] : [])];
  const server = spawn(process.execPath, args, { env });
  const exit = new Promise<void>((resolve) => server.once("exit", () => resolve()));
  const base = await new Promise<string>((resolve, reject) => {
    let output = "";
    server.stdout.on("data", (chunk: Buffer) => {
      output += chunk;
      const match = /Open (http:\/\/\S+) in your browser/.exec(output);
      if (match) resolve(match[1]!);
    });
    void exit.then(() => reject(new Error(`The server ended.\n${output}`)));
  });
  const stop = () => {
    server.kill("SIGTERM");
    return exit;
  };
  return { base, stop };
}

/** Opens a new desk, with the demo's tickets or empty. */
export async function openScreensDesk(isDemo: boolean): Promise<ScreensDesk> {
  const folder = mkdtempSync(join(tmpdir(), "docket-screens-"));
  // if root runs this, PostgreSQL runs as another user, who must be able to enter the folder
  chmodSync(folder, 0o711);
  const { base, stop } = await start(folder, isDemo);
  const embedded = await openEmbedded({ dataDir: folder, log: openLog("error") });
  const database = openDatabase(embedded.connection, { size: 1, onError: console.error });
  const ask = await signedIn(base);
  if (isDemo) await fillTrash(ask);
  let token: Promise<string> | undefined;
  let survey: Promise<string> | undefined;
  let shop: ReturnType<typeof openShop> | undefined;
  return {
    base,
    async customer() {
      const { db } = database;
      await query(db, "update desk_settings set public_since = '2000-01-01'");
      return openPortalSession(db, { ...(await customerOf(db)), isByPassword: false });
    },
    async survey() {
      survey ??= openSurvey(database.db);
      return `/portal/en/survey/${await survey}/`;
    },
    async invitation() {
      token ??= (async () => {
        const { id } = await ask("POST", "/users/invite/", { email: "ploy@docket.example", role: "Tech", send: false });
        return new URL((await ask("GET", `/users/${id}/password_link/`)).link).hash;
      })();
      return `/password/new${await token}`;
    },
    async shop() {
      shop ??= openShop(ask, base);
      return (await shop).address;
    },
    async close() {
      (await shop)?.close();
      await database.close();
      await embedded.close();
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
