// The keys of what both the list and the page of a ticket can do: for their actions, and beside their buttons. The build
// puts each constant where it is used.
export const RESOLVE_KEY = "e";
export const STATUS_KEY = "s";
export const PRIORITY_KEY = "p";
export const ASSIGN_KEY = "a";
export const TO_ME_KEY = "i";
export const SNOOZE_KEY = "h";
