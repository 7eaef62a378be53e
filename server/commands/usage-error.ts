/** A command that was given what it cannot use: told in a line, with exit code 2. */
export class UsageError extends Error {}
