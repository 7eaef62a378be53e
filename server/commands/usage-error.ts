/** A command with arguments that it cannot use: reported in one line, with exit code 2. */
export class UsageError extends Error {}
