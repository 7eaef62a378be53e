/** The search of an address that keeps the list beside a ticket. On other pages there is no list to keep. */
export const keptList = (now: object): object => (location.pathname.startsWith("/tickets") ? now : {});
