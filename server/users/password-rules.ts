import { invalid } from "../../wire/problems.ts";

const MIN_CHARACTERS = 10;
const COMMON = 10_000;

// shorter ones are refused anyway
const commonPasswords = async (): Promise<Set<string>> => {
  const { dictionary } = await import("@zxcvbn-ts/language-common");
  const mostCommon = dictionary["passwords-common"].slice(0, COMMON).map(String);
  return new Set(mostCommon.filter((each) => each.length >= MIN_CHARACTERS));
};
let common: Promise<Set<string>> | undefined;

/** Why a password is too weak, in the words of the Django backend; null if it is not. */
async function weakness(password: string): Promise<string | null> {
  if ([...password].length < MIN_CHARACTERS)
    return `This password is too short. It must contain at least ${MIN_CHARACTERS} characters.`;
  common ??= commonPasswords();
  return (await common).has(password.toLowerCase()) ? "This password is too common." : null;
}

export const isWeak = async (password: string): Promise<boolean> => (await weakness(password)) !== null;

/** Refuses a new password that is too short or too common. */
export async function checkNewPassword(password: string, field = "password"): Promise<void> {
  const reason = await weakness(password);
  if (reason) throw invalid({ [field]: [reason] });
}
