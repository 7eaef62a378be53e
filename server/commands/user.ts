import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import type { Role } from "../../wire/permissions.ts";
import { ROLES } from "../../wire/users.ts";
import { type Config, readConfig } from "../config.ts";
import { openMigrated } from "../open.ts";
import { type Db, query } from "../platform/database.ts";
import { openLog } from "../platform/log.ts";
import { createUser, updateUser, userColumns } from "../users/users.ts";
import { hasAdmin, hasUsers, makeAdmin, NO_ADMIN, signInHint } from "./first-admin.ts";
import { refuseSwallowed } from "./npm-options.ts";
import { UsageError } from "./usage-error.ts";

const HELP = `npm run user -- USERNAME [--role ${ROLES.join("|")}] [--email ADDRESS] [--password PASSWORD]

Adds a user. If the user exists, sets a new password (and the role, if given) and activates the user again.
Without --password, a password is generated and printed. If there are no users yet, the Admin from ADMIN_USERNAME is also
created, unless the new user is an Admin.`;

export async function run(args: string[]): Promise<void> {
  const account = readArguments(args);
  if (account === "help") return console.log(HELP);
  const config = readConfig(process.env);
  const { database, close } = await openMigrated(config, openLog(config.logLevel, process.stderr));
  try {
    const isNew = !(await hasUsers(database.db));
    await putUser(database.db, account, isNew, config);
    if (await hasAdmin(database.db)) return;
    const admin = isNew ? await makeAdmin(database.db, config) : null;
    console.log(admin ? `Also added the first Admin: ${admin.username}, ${signInHint(admin)}.` : NO_ADMIN);
  } finally {
    await close();
  }
}

interface Arguments {
  username: string;
  role: Role | undefined;
  email: string | undefined;
  password: string | undefined;
}

function readArguments(args: string[]): Arguments | "help" {
  const options = {
    help: { type: "boolean", short: "h" },
    role: { type: "string" },
    email: { type: "string" },
    password: { type: "string" },
  } as const;
  refuseSwallowed("user", options);
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const [username] = positionals;
  if (values.help) return "help";
  if (!username || positionals.length > 1)
    throw new UsageError("Usage: npm run user -- USERNAME [--role ROLE], for example: npm run user -- ann --role Tech");
  const role = ROLES.find((each) => each === values.role);
  if (values.role && !role) throw new UsageError(`Unknown role ${values.role}. Use one of: ${ROLES.join(", ")}.`);
  return { username, role, email: values.email, password: values.password };
}

/** Adds the user, or sets the password of the one with this name, and says so. */
async function putUser(
  db: Db,
  { username, role, ...account }: Arguments,
  isNew: boolean,
  config: Config,
): Promise<void> {
  const password = account.password ?? randomBytes(12).toString("base64url");
  const values = {
    password,
    is_active: true,
    // on a desk without users, the name of the first Admin
    ...(isNew && username === config.admin.username && { role: "Admin" as const, email: config.admin.email }),
    ...(role && { role }),
    ...(account.email && { email: account.email }),
  };
  const [existing] = await query<{ id: string }>(
    db,
    "select id from users where lower(normalize(username, nfkc)) = lower(normalize($1, nfkc))",
    [username],
  );
  if (existing) await updateUser(db, { id: existing.id, role: "Admin" }, existing.id, await userColumns(values));
  else await createUser(db, null, await userColumns({ username, ...values }));
  console.log(
    `${existing ? "Updated" : "Added"} ${username}${account.password ? "" : ` with the password ${password}`}.`,
  );
}
