/** The most files that a form takes at once. */
export const MAX_REQUEST_FILES = 5;
