const MAX_LENGTH = 60;

/** A ticket in a message: its number and its subject. */
export function ticketName({ ticket_number, subject }: { ticket_number: string; subject: string | null }): string {
  if (!subject) return ticket_number;
  const letters = [...subject];
  const text = letters.length > MAX_LENGTH ? `${letters.slice(0, MAX_LENGTH - 1).join("")}…` : subject;
  return `${ticket_number} “${text}”`;
}
