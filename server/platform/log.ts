import pino, { type DestinationStream, type Logger } from "pino";

export type Log = Logger;

/**
 * Writes JSON lines to standard output, or elsewhere for a command that prints its result there. They never contain
 * credentials.
 */
export function openLog(level: string, to?: DestinationStream): Log {
  const options = {
    level,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: serializeError },
    redact: {
      paths: [
        "*.authorization",
        "*.cookie",
        "*.password",
        "*.token",
        "*.refresh",
        "*.access",
        "req.headers",
        "err.parameters",
      ],
      censor: "[redacted]",
    },
  };
  return to ? pino(options, to) : pino(options);
}

// Logs what an error says, not everything attached to it: a lost connection carries its client, a failed statement its
// values.
function serializeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message, stack, cause, code } = error as Error & { code?: unknown };
  return {
    type: name,
    message,
    ...(code !== undefined && { code }),
    stack,
    ...(cause ? { cause: serializeError(cause) } : {}),
  };
}
