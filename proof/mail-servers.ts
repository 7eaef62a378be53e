import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { killServers, startServer } from "../test/commands.ts";
import { type Caller, caller } from "../test/world.ts";

// A customer and an agent write to each other over Debian's Postfix and Dovecot, which are set up with the commands of
// docs/email.md. Only the folder and the ports differ, so that other servers on the machine are not affected.

const SECTION = "## Try both directions with Postfix and Dovecot";
const SUBJECT = "No music in the lobby";

function check(isRight: boolean, what: string, detail: unknown = ""): void {
  if (!isRight) throw new Error(`Failed: ${what} ${typeof detail === "string" ? detail : JSON.stringify(detail)}`);
  console.log(`ok  ${what}`);
}

async function until<T>(what: string, look: () => Promise<T | null | undefined | false>): Promise<T> {
  const end = Date.now() + 300_000;
  while (Date.now() < end) {
    const result = await look();
    if (result) {
      check(true, what);
      return result;
    }
    await sleep(500);
  }
  throw new Error(`Failed: ${what} within five minutes`);
}

/** The section's code blocks in order. */
function guideBlocks(): string[] {
  const text = readFileSync(join(import.meta.dirname, "../docs/email.md"), "utf8");
  const section = text.slice(text.indexOf(SECTION)).split(/^## /m)[1] ?? "";
  return [...section.matchAll(/^ {3}```sh\n([\s\S]*?)^ {3}```/gm)].map(([, block]) => block!.replaceAll(/^ {3}/gm, ""));
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export async function proveMailServers(): Promise<void> {
  if (process.getuid?.() !== 0) throw new Error("Start Postfix and Dovecot as root.");
  const folder = mkdtempSync(join(tmpdir(), "docket-servers-"));
  chmodSync(folder, 0o755);
  const [smtp, imap, web] = [await freePort(), await freePort(), await freePort()];
  const mail = join(folder, "mail");
  const adapt = (text: string) =>
    text
      .replaceAll("/tmp/docket-mail", mail)
      .replaceAll("1025", String(smtp))
      .replaceAll("1143", String(imap))
      .replaceAll("127.0.0.1:8000", `127.0.0.1:${web}`);
  const blocks = guideBlocks();
  const run = (which: string) => {
    const block = blocks.find((each) => each.trim() === which) ?? blocks.find((each) => each.includes(which));
    if (!block) throw new Error(`docs/email.md has no block with “${which}” under “${SECTION}”`);
    // the servers keep running, so nothing may wait for the end of their output
    const { status, stderr, stdout } = spawnSync("bash", ["-ec", `(${adapt(block)}) > ${folder}/out 2>&1`], {
      encoding: "utf8",
    });
    const output = readFileSync(join(folder, "out"), "utf8");
    if (status !== 0) throw new Error(`${block}ended with ${status}:\n${output}${stdout}${stderr}`);
    return output;
  };
  if (spawnSync("sh", ["-c", "command -v postfix dovecot swaks"]).status !== 0) run("apt-get install");
  run("main.cf <<EOF");
  run("dovecot -c");
  try {
    const settings = blocks.find((each) => each.includes("export SMTP_URL"))!;
    const env = Object.fromEntries(
      [...adapt(settings).matchAll(/^export (\w+)='?(.*?)'?$/gm)].map(([, name, value]) => [name!, value!]),
    );
    const server = await startServer({ ...env, PORT: String(web), DATA_DIR: join(folder, "data") }, ["--demo"]);
    const password = /^Sign in as ingrid[\s\S]*?with the password (\S+)/m.exec(server.printed())?.[1] ?? "";
    const login = (await caller(server.base).post("/auth/login/", { username: "ingrid", password })).body;
    await converse(caller(server.base, login.user.id, login.access), run);
    await server.stop();
  } finally {
    killServers();
    run("master.pid");
    rmSync(folder, { recursive: true, force: true });
  }
}

async function converse(agent: Caller, run: (which: string) => string): Promise<void> {
  // Docket fetches only emails that arrive after it has first read the folder
  await until("Docket reads the mailbox", async () =>
    (await agent.get("/mailboxes/")).body.results?.some((each: { imap_read_at?: string }) => each.imap_read_at),
  );
  run("No music in the lobby");
  const ticket = await until("the customer's email opens a ticket", async () =>
    (await agent.get(`/tickets/?search=${encodeURIComponent(SUBJECT)}`)).body.results.find(
      ({ subject }: { subject: string }) => subject === SUBJECT,
    ),
  );
  const comments = async () => (await agent.get(`/tickets/${ticket.id}/`)).body.comments;
  const reply = async (text: string) => {
    const { status, body } = await agent.post("/ticket-comments/", { ticket: ticket.id, text: `<p>${text}</p>` });
    check(status === 201, "an agent replies", body);
  };
  const states = async () =>
    (await agent.get(`/tickets/${ticket.id}/outgoing-emails/`)).body.results
      .filter(({ kind }: { kind: string }) => kind === "reply")
      .map(({ state }: { state: string }) => state);
  await reply("Please restart the player.");
  const box = await until("the reply is in the customer's mailbox", async () => {
    const text = (await states()).includes("accepted") ? run("boxes/cy@shore.test/new/*\n") : "";
    return text.includes("Please restart the player.") && text;
  });
  check(/^In-Reply-To: <[^>]+>\r?$/im.test(box), "it answers the customer's email", box.slice(0, 3000));
  check(/^Reply-To: [\s\S]*?support\+t\.[^>@]+@desk\.test/im.test(box), "its reply address is the ticket's own", box);
  run("It plays again");
  await until("the customer's answer joins the ticket", async () =>
    (await comments()).some(({ text }: { text: string }) => text.includes("It plays again")),
  );
  run("postfix -c /tmp/docket-mail/postfix stop");
  await reply("Good to hear.");
  await until("without the mail server, the next reply is deferred", async () => (await states()).includes("deferred"));
  run("postfix -c /tmp/docket-mail/postfix start");
  await until("with it, the reply leaves", async () => (await states()).every((state: string) => state === "accepted"));
}
