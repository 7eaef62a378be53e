import { ConfigProblem } from "./config.ts";

// Every command: what it does in a line, and where its work is. `--help` prints these.
const commands: Record<string, { about: string; load: () => Promise<{ run(args: string[]): Promise<void> }> }> = {
  serve: { about: "start the server (this is what npm start does)", load: () => import("./commands/serve.ts") },
  migrate: { about: "bring the database up to date", load: () => import("./commands/migrate.ts") },
  user: { about: "add a user, or give one a new password", load: () => import("./commands/user.ts") },
  import: { about: "take over the data of the original", load: () => import("./commands/import.ts") },
  demo: { about: "fill the desk with invented tickets to look around in", load: () => import("./commands/demo.ts") },
};

async function main([name = "serve", ...args]: string[]): Promise<void> {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command) return (await command.load()).run(args);
  console.log("Docket, a support desk.\n\nCommands:");
  for (const [each, { about }] of Object.entries(commands)) console.log(`  ${each.padEnd(10)} ${about}`);
  console.log("\nEach explains itself with --help. Settings come from the environment; the README lists them.");
  if (!["help", "--help", "-h"].includes(name)) process.exitCode = 2;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  if (error instanceof ConfigProblem)
    console.error(`These settings cannot be used:\n${error.message.replace(/^/gm, "  ")}`);
  else
    console.error(error instanceof Error ? (process.env.LOG_LEVEL === "debug" ? error.stack : error.message) : error);
  process.exit(1);
});
