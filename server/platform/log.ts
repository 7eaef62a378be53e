import pino, { type DestinationStream, type Logger } from "pino";

export type Log = Logger;

/** JSON lines on standard output; what could let somebody in is never among them. */
export function openLog(level: string, to?: DestinationStream): Log {
  const options = {
    level,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
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
      censor: "[kept out]",
    },
  };
  return to ? pino(options, to) : pino(options);
}
