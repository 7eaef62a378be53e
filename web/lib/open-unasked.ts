/** Tickets that are open although the user did not choose them. They are not read until the user opens them again. */
export const openUnasked = new Set<string>();
