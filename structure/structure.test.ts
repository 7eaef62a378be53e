import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, test } from "vitest";
import { OWNERS } from "./owners.ts";

const root = join(import.meta.dirname, "..");
const files = ["wire", "server", "test", "structure", "bench", "proof", "web", "e2e"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((name) => /\.tsx?$/.test(name)),
);
const text = (name: string) => readFileSync(join(root, name), "utf8");
const importsOf = (name: string) =>
  [...text(name).matchAll(/(?:from|import\()\s*"(\.[^"]+)"/g)].map(([, path]) =>
    relative(root, resolve(root, dirname(name), path!)),
  );

// from the lowest to the highest: a folder may import itself and the folders before it
const ORDER = [
  "platform",
  "events",
  "access",
  "users",
  "companies",
  "contacts",
  "zones",
  "search",
  "tickets",
  "comments",
  "attachments",
  "knowledge",
  "drafts",
  "snoozes",
  "checklists",
  "replies",
  "mailboxes",
  "emails",
  "incoming",
  "conversations",
  "presence",
  "inbox",
  "views",
  "macros",
  "ticket-templates",
  "sla",
  "recurrences",
  "surveys",
  "automations",
  "routing",
  "bulk",
  "reports",
  "report-emails",
  "portal",
  "erasure",
  "live",
  "import",
  "demo",
];
// They write many tables in bulk, for which the operations would take hours. Erasure lists what it does with each table
// in one place, so that the list can be checked as a whole.
const BULK = ["import", "demo", "erasure"];

const place = (name: string) => (name.startsWith("wire/") ? "wire" : (/^server\/([\w-]+)\//.exec(name)?.[1] ?? "root"));
const product = files.filter((name) => /^(wire|server)\//.test(name) && !name.endsWith(".test.ts"));

test("a folder imports only itself and the folders below it", () => {
  const wrong = product.flatMap((name) =>
    importsOf(name)
      .filter((to) => {
        const [from, into] = [place(name), place(to)];
        if (from === into || into === "wire") return false;
        if (from === "wire" || into === "root")
          return !(from === "root" || from === "commands" || to === "server/config.ts");
        return ORDER.includes(from) && ORDER.indexOf(into) > ORDER.indexOf(from);
      })
      .map((to) => `${name} imports ${to}`),
  );
  expect(wrong).toEqual([]);
});

// the same for the web app; files outside of its folders (the pages, the start) come last
const WEB_ORDER = [
  "texts",
  "lib",
  "ui",
  "editor",
  "records",
  "sign-in",
  "rows",
  "reads",
  "tickets",
  "macros",
  "articles",
  "views",
  "sla",
  "snoozes",
  "surveys",
  "email",
  "replies",
  "checklists",
  "ticket-templates",
  "conversations",
  "ticket-page",
  "inbox",
  "automations",
  "routing",
  "contacts",
  "zones",
  "companies",
  "people",
  "new-ticket",
  "dashboard",
  "knowledge",
  "help-center",
  "recurrences",
  "report-emails",
  "setup",
  "settings",
  "palette",
  "shell",
  "root",
];

test("a folder of the web app imports only itself and the folders below it", () => {
  const webPlace = (name: string) => /^web\/([\w-]+)\//.exec(name)?.[1] ?? "root";
  const inWeb = (name: string) => name.startsWith("web/") && !/\.test\.tsx?$/.test(name);
  const app = files.filter(inWeb);
  const wrong = app.flatMap((name) =>
    importsOf(name)
      .filter((to) => inWeb(to) && WEB_ORDER.indexOf(webPlace(to)) > WEB_ORDER.indexOf(webPlace(name)))
      .map((to) => `${name} imports ${to}`),
  );
  expect(wrong).toEqual([]);
  // a new folder needs a place in the list
  expect([...new Set(app.map(webPlace))].filter((folder) => !WEB_ORDER.includes(folder))).toEqual([]);
});

test("the READMEs of the server and the web app list the folders from the lowest to the highest", () => {
  const listed = (part: string) =>
    [...text(`${part}/README.md`).matchAll(/^- \[`([\w-]+)`\]\(\1\/README\.md\): /gm)].map(([, folder]) => folder);
  expect(listed("server")).toEqual([...ORDER, "openapi", "commands"]);
  expect(listed("web")).toEqual(WEB_ORDER.filter((folder) => folder !== "root"));
});

test("only the owner of a table writes to it", () => {
  const wrong = product.flatMap((name) =>
    [...text(name).matchAll(/\b(?:insert into|update|delete from)\s+([a-z_]+)\b(?!\s+(?:of|skip)\b)/g)]
      .map(([, table]) => table!)
      .filter((table) => OWNERS[table] && OWNERS[table] !== place(name) && !BULK.includes(place(name)))
      .map((table) => `${name} writes ${table}`),
  );
  expect(wrong).toEqual([]);
});

// Only these files read requests: routes, and files whose subject is HTTP.
const OF_HTTP = [
  /^server\/[\w-]+\.ts$/,
  /^server\/(platform|openapi)\//,
  /\/(?:[\w-]+-)?routes\.ts$/,
  // uploads and downloads, the stream of events, HTML pages
  /^server\/attachments\/(?:receive-file|download)\.ts$/,
  /^server\/live\/stream\.ts$/,
  /^server\/portal\/(?:portal|visit|session|form-files|[\w-]+-pages)\.ts$/,
];

test("operations do not know about HTTP", () => {
  const wrong = product
    .filter((name) => name.startsWith("server/") && !OF_HTTP.some((each) => each.test(name)))
    .filter((name) =>
      /\b(?:RequestContext|Fastify\w+|IncomingMessage|ServerResponse|readFields|readBody)\b|\bRoute\[\]/.test(
        text(name),
      ),
    );
  expect(wrong).toEqual([]);
});

test("routes run and hold no SQL", () => {
  const routes = product.filter((name) => /\/(?:[\w-]+-)?routes\.ts$/.test(name));
  expect(routes.length).toBeGreaterThan(30);
  expect(routes.filter((name) => /import \{[^}]*\b(?:query|transact)\b[^}]*\} from/.test(text(name)))).toEqual([]);
  // nor do they hold any: no values of a statement, no clause, no column of a list
  const withSql = /\bsql\b|\bselect\b[^;]*\bfrom\b|\bjoin \w+ \w+ on\b|\bwire_time\(|\bsortColumns\b/;
  expect(routes.filter((name) => withSql.test(text(name)))).toEqual([]);
});

// modules that open a connection to another machine
const CLIENTS =
  /^(?:node:(?:net|tls|dns|http|https|http2)(?:\/.*)?|nodemailer.*|imapflow|openid-client|undici|@aws-sdk\/.*)$/;
const MAY_CONNECT = [
  /^server\/platform\//,
  // uses only nodemailer's encoder, as the next test checks
  "server/emails/mime.ts",
  "server/mailboxes/dns.ts",
  "server/mailboxes/imap.ts",
  "server/mailboxes/oauth.ts",
  "server/mailboxes/smtp.ts",
];
const packagesOf = (name: string) =>
  [...text(name).matchAll(/^(?:import|export) (?!type )[^;]*?from "([^".][^"]*)"/gms)].map(([, from]) => from!);

test("only a few files connect to other machines, and none of them writes in a transaction", () => {
  const connecting = product.filter(
    (name) =>
      packagesOf(name).some((from) => CLIENTS.test(from)) ||
      /[^.\w]fetch\(/.test(text(name).replaceAll(/\/\/.*$/gm, "")),
  );
  const wrong = connecting
    .filter((name) => name.startsWith("server/") && text(name).includes("import"))
    .filter((name) => !MAY_CONNECT.some((each) => (typeof each === "string" ? each === name : each.test(name))));
  // these files only compute host names and addresses, and open no connection
  expect(wrong.filter((name) => !/isIP|AddressInfo/.test(text(name)))).toEqual([]);
  const clients = ["smtp", "imap", "dns", "oauth"]
    .map((name) => `server/mailboxes/${name}.ts`)
    .concat("server/emails/sessions.ts");
  const users = product.filter((name) => clients.includes(name) || valuesFrom(name).some((to) => clients.includes(to)));
  expect(users).toContain("server/emails/delivery.ts");
  expect(users.filter((name) => /\btransact(?:Request)?\(/.test(text(name)))).toEqual([]);
});

const valuesFrom = (name: string) =>
  [...text(name).matchAll(/^(?:import|export) (?!type )[^;]*?from "(\.[^"]+)"/gms)].map(([, path]) =>
    relative(root, resolve(root, dirname(name), path!)),
  );

test("the encoder of emails opens no connection", () => {
  expect(text("server/emails/mime.ts")).toMatch(/createTransport\(\{ streamTransport: true/);
});

test("the benchmarks use the product only from outside", () => {
  const wrong = files.filter(
    (name) => name.startsWith("bench/") && importsOf(name).some((to) => /^(server|wire)\//.test(to)),
  );
  expect(wrong).toEqual([]);
});

test("the web app shares only wire/ with the server, and its ui and lib do not know about tickets", () => {
  const wrong = files
    .filter((name) => name.startsWith("web/") && name !== "web/build.ts")
    .flatMap((name) =>
      importsOf(name)
        .filter(
          (to) =>
            !(name.endsWith(".test.ts") ? /^(web|wire|test)\//.test(to) : /^(web|wire)\//.test(to)) ||
            (/^web\/(ui|lib)\//.test(name) && !/^(web\/(ui|lib|texts)|wire)\//.test(to)),
        )
        .map((to) => `${name} imports ${to}`),
    );
  expect(wrong).toEqual([]);
});

test("files of words load no schema library in the browser", () => {
  const valuesOf = (name: string) =>
    [...text(name).matchAll(/^(?:import|export) (?!type )[^;]*?from "(\.[^"]+)"/gms)].map(([, path]) =>
      relative(root, resolve(root, dirname(name), path!)),
    );
  const reached = new Set<string>();
  const walk = (name: string) => {
    if (reached.has(name) || !name.startsWith("wire/")) return;
    reached.add(name);
    for (const to of valuesOf(name)) walk(to);
  };
  const app = files.filter((name) => name.startsWith("web/") && !/\.test\.tsx?$|^web\/build\.ts$/.test(name));
  for (const name of app) for (const to of valuesOf(name)) walk(to);
  expect(reached.size).toBeGreaterThan(0);
  expect([...reached].filter((name) => /^import (?!type )[^;]*from "zod"/m.test(text(name)))).toEqual([]);
});

// one clause per line; texts for people may be longer
const OF_SQL =
  /\b(?:select\b.* from|insert into|update \w+ set|delete from|join \w+ \w+ on|order by|where [\w.]+ (?:=|is|<|>)|insertEvents\()/;

test("no line of SQL is longer than 120 characters", () => {
  const long = product.flatMap((name) =>
    text(name)
      .split("\n")
      .flatMap((line, at) => (line.length > 120 && OF_SQL.test(line) ? [`${name}:${at + 1}`] : [])),
  );
  expect(long).toEqual([]);
});

test("the web app loads code late by web/ui/loadable.ts only, and pages by the router", () => {
  const late = /(?<!typeof )(?<=(.{0,70}))\bimport\("[^"]+(?<!\.json)"\)/gs;
  const ways = /\b(?:loadable|loadLate|fetchAhead|lazyRouteComponent)\(\s*(?:async )?\(\) => \(?(?:await )?$/;
  const app = files.filter((name) => name.startsWith("web/") && !/\.test\.tsx?$|^web\/build\.ts$/.test(name));
  const places = app.flatMap((name) =>
    [...text(name).matchAll(late)].map(([code, before]) => ({ name, code, before })),
  );
  expect(places.length).toBeGreaterThan(70);
  expect(places.filter(({ before }) => !ways.test(before!)).map(({ name, code }) => `${name}: ${code}`)).toEqual([]);
});

test("lists to search in match as the pickers do", () => {
  const app = files.filter((name) => /^web\/.*\.tsx$/.test(name));
  expect(app.filter((name) => /^\s*searchable(?:=|$)/m.test(text(name)))).toEqual([]);
  expect(app.filter((name) => text(name).includes("{...searchable}")).length).toBeGreaterThan(5);
});

test("libraries that many desks never use are not loaded at the start", () => {
  const isLoaded = /^import (?!type )[^;]*from "(?:mailauth|imapflow|write-excel-file)[^"]*"/m;
  expect(product.filter((name) => isLoaded.test(text(name)))).toEqual([]);
});

test("no file is too long", () => {
  const long = files.filter((name) => text(name).split("\n").length > (name.endsWith(".test.ts") ? 501 : 301));
  expect(long).toEqual([]);
});

test("every setting is documented", () => {
  const names = [...text("server/settings.ts").matchAll(/\{ ?name: "([A-Z_]+)"|^\s+name: "([A-Z_]+)"/gm)].map(
    ([, a, b]) => a ?? b!,
  );
  const settings = readFileSync(join(root, "docs/settings.md"), "utf8");
  expect(names.length).toBeGreaterThan(10);
  expect(names.filter((name) => !settings.includes(`\`${name}\``))).toEqual([]);
});
