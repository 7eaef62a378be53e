import { isIP } from "node:net";
import { parseArgs } from "node:util";
import { Problem } from "../../wire/problems.ts";
import { type Config, readConfig } from "../config.ts";
import { MAX_EMAIL_BYTES } from "../incoming/context.ts";
import { receiveEmail } from "../incoming/receive.ts";
import { openMigrated, openStorage } from "../open.ts";
import { query } from "../platform/database.ts";
import { freeBytesOf, isTooLow } from "../platform/disk-space.ts";
import { openLog } from "../platform/log.ts";

const HELP = `node server/main.ts receive --mailbox ADDRESS [--from SENDER] [--to RECIPIENT] [--ip ADDRESS] < email

Takes one email from standard input, as a mail server's pipe delivers it. ADDRESS is the mailbox's address or name.
--from, --to and --ip are what the mail server knows of the envelope: reply addresses and SPF need them.

Exit codes: 0 stored, 65 refused (no email, or one that is too large), 75 try again later: everything else, including
wrong options and settings, so that the mail server keeps the email until they are corrected.`;

const [REFUSE, TRY_LATER] = [65, 75];
// no email, or one that is too large
const REFUSALS = [400, 413];

/** Ends with an exit code that mail servers understand, and says why on standard error. */
export async function run(args: string[]): Promise<void> {
  const leave = (code: number, why: string) => {
    console.error(why);
    process.exitCode = code;
  };
  process.on("uncaughtException", (error) => {
    console.error(error.message);
    process.exit(TRY_LATER);
  });
  const options = {
    help: { type: "boolean", short: "h" },
    mailbox: { type: "string" },
    from: { type: "string" },
    to: { type: "string", multiple: true },
    ip: { type: "string" },
  } as const;
  let values: ReturnType<typeof parseArgs<{ options: typeof options }>>["values"];
  let config: Config;
  try {
    ({ values } = parseArgs({ args, options }));
    if (values.help) return console.log(HELP);
    if (!values.mailbox) return leave(TRY_LATER, "Name the mailbox: --mailbox ADDRESS. See --help.");
    config = readConfig(process.env);
  } catch (error) {
    return leave(TRY_LATER, (error as Error).message.split(". To specify", 1)[0]!);
  }
  const envelope = {
    ...(values.from !== undefined && { from: values.from.replaceAll(/^<|>$/g, "").slice(0, 320) }),
    ...(values.to && { to: values.to.map((each) => each.slice(0, 320)).slice(0, 100) }),
    ...(values.ip && isIP(values.ip) && { ip: values.ip }),
  };
  try {
    const code = await store(config, values.mailbox, envelope);
    if (code) leave(...code);
  } catch (error) {
    if (error instanceof Problem && REFUSALS.includes(error.status))
      return leave(REFUSE, String(Object.values(error.body)[0]));
    leave(TRY_LATER, `Not stored, try again later: ${(error as Error).message}`);
  }
}

async function store(config: Config, name: string, envelope: object): Promise<[number, string] | null> {
  const log = openLog(config.logLevel, process.stderr);
  const { database, embedded, close } = await openMigrated(config, log, { mustExist: true });
  try {
    const { db, independentQuery } = database;
    const [mailbox] = await query<{ id: string }>(
      db,
      `select id
       from mailboxes
       where lower(address) = lower($1) or lower(name) = lower($1)
       order by lower(address) = lower($1) desc
       limit 1`,
      [name],
    );
    if (!mailbox) return [TRY_LATER, `There is no mailbox ${name}.`];
    const storage = await openStorage(config, log);
    const isLow = isTooLow(
      await freeBytesOf({ database: embedded?.folder ?? null, files: config.s3 ? null : config.dataDir })(),
    );
    const context = {
      ...{ db, independentQuery, storage, log, maxEmailBytes: MAX_EMAIL_BYTES },
      isDiskLow: () => isLow,
      onStep: () => {},
    };
    await receiveEmail(context, { mailbox: mailbox.id, by: "pipe", key: null, envelope }, process.stdin);
    return null;
  } finally {
    await close();
  }
}
