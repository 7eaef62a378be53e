import { UsageError } from "./commands/usage-error.ts";
import { ConfigProblem } from "./config.ts";

// Every command: what it does, and where its code is. `--help` prints these.
const commands: Record<string, { about: string; load: () => Promise<{ run(args: string[]): Promise<void> }> }> = {
  serve: { about: "start the server (same as npm start)", load: () => import("./commands/serve.ts") },
  migrate: { about: "update the database schema", load: () => import("./commands/migrate.ts") },
  user: { about: "add a user, or reset a user's password", load: () => import("./commands/user.ts") },
  doctor: { about: "check settings, database, disks and mailboxes", load: () => import("./commands/doctor.ts") },
  receive: { about: "take an email from standard input into a mailbox", load: () => import("./commands/receive.ts") },
  import: { about: "import the data of the Django backend", load: () => import("./commands/import.ts") },
  articles: { about: "import a folder of documents as articles", load: () => import("./commands/articles.ts") },
  export: {
    about: "write a dump that the Django backend reads",
    load: () => import("./commands/export.ts"),
  },
  demo: { about: "add sample data", load: () => import("./commands/demo.ts") },
};

async function main([name = "serve", ...args]: string[]): Promise<void> {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command) return (await command.load()).run(args);
  if (!["help", "--help", "-h"].includes(name))
    throw new UsageError(`Unknown command ${name}. Commands: ${Object.keys(commands).join(", ")}.`);
  console.log("Docket, a help desk.\n\nCommands:");
  for (const [each, { about }] of Object.entries(commands)) console.log(`  ${each.padEnd(10)} ${about}`);
  console.log("\nEach explains itself with --help. Settings come from the environment; docs/settings.md lists them.");
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const {
    code = "",
    message = String(error),
    stack = message,
  } = error as { [name in "code" | "message" | "stack"]?: string };
  const isUsageError = error instanceof UsageError || String(code).startsWith("ERR_PARSE_ARGS");
  if (error instanceof ConfigProblem) console.error(`Invalid settings:\n${message.replace(/^/gm, "  ")}`);
  else if (isUsageError)
    console.error(`${message.split(". To specify", 1)[0]}${error instanceof UsageError ? "" : ". See --help."}`);
  else console.error(process.env.LOG_LEVEL === "debug" ? stack : message || code || "failed");
  // 75 makes a mail server keep an email whose command cannot start
  process.exit(process.argv[2] === "receive" ? 75 : isUsageError ? 2 : 1);
});
