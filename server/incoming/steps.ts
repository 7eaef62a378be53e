/** The steps of an incoming email. After each, another server can continue if this one crashes. */
export const INTAKE_STEPS = [
  "stored",
  "recorded",
  "claimed",
  "parsed",
  "authenticated",
  "files stored",
  "settled",
] as const;

/** The steps of reading a folder by IMAP. Between "fetched" and "cursor moved" are those of storing an email. */
export const FOLDER_STEPS = ["leased", "begun", "listed", "fetched", "cursor moved", "moved", "move noted"] as const;

export type IntakeStep = (typeof INTAKE_STEPS)[number] | (typeof FOLDER_STEPS)[number];
