/** Why a run of an automation did not do all that its rule says. The API sends the sentences; the app translates them. */
export const RUN_REMARKS = {
  empty: "The text would be empty.",
  inTrash: "The ticket is in the trash.",
  noAssignee: "The assignee no longer exists.",
  noMacro: "The macro was deleted, or is private now.",
  noSurvey: "No survey was started: the ticket is not resolved, or has no contact.",
  notEmailed: "The reply was not sent by email: Docket does not answer the requester's address automatically.",
  notNotified: "No one was notified: the ticket has no such user.",
  notSnoozed: "The ticket was not snoozed: it has no assignee.",
  tooLong: "The text would be too long.",
} as const;

const LOOP = /^Automations set each other off: (.*)\. Change one of them, then turn this one on again\.$/s;

/** Why an automation was paused: the names of those that set each other off, in order. */
export const loopRemark = (names: readonly string[]): string =>
  `Automations set each other off: ${names.map((name) => `“${name}”`).join(" → ")}. Change one of them, then turn this one on again.`;

/** The names in the reason of a pause, as they are shown; null for another text. */
export const namesInLoop = (remark: string): string | null => LOOP.exec(remark)?.[1] ?? null;
