/**
 * The first name of a contact: the first word of the name. Null if the name is an email address, or the part of the contact's
 * address before the @, which an email without a name of its sender leaves.
 */
export function firstNameOf(name: string | null, email: string | null = null): string | null {
  const whole = name?.trim() ?? "";
  const [first = ""] = whole.split(/\s+/);
  if (first === "" || first.includes("@")) return null;
  return whole === email?.slice(0, email.lastIndexOf("@")) ? null : first;
}
