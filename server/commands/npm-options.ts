import type { ParseArgsOptionsConfig } from "node:util";
import { UsageError } from "./usage-error.ts";

/**
 * Refuses options that npm took for itself: `npm run import x --media=DIR`, without `--`, passes them on in the environment
 * only, and the command would run without them.
 */
export function refuseSwallowed(
  command: string,
  options: ParseArgsOptionsConfig,
  env: NodeJS.ProcessEnv = process.env,
): void {
  if (env.npm_lifecycle_event !== command) return;
  for (const name of Object.keys(options))
    if (name !== "help" && env[`npm_config_${name.replaceAll("-", "_")}`] !== undefined)
      throw new UsageError(
        `npm took --${name} for itself. Put -- before the options: npm run ${command} -- … (npm run ${command} -- --help)`,
      );
}
