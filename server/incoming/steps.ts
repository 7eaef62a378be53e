/** The steps of an email on its way in. Each leaves the desk in a state from which another server can go on. */
export const INTAKE_STEPS = [
  "stored",
  "recorded",
  "claimed",
  "parsed",
  "authenticated",
  "files stored",
  "settled",
] as const;
export type IntakeStep = (typeof INTAKE_STEPS)[number];
