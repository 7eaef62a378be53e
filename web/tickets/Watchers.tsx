/** Who else has the ticket open. */
export function Watchers() {
  return null;
}
