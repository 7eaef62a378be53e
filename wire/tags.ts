/** The chapters of the API's documentation. */
export const TAGS = {
  "Sign-in": "Tokens: an access token for an hour, a refresh token for seven days. Signing out ends both.",
  Tickets: "What customers ask for. Each comes whole, with its comments and attachments.",
  Inbox: "The working list of tickets, with what it takes to choose among them; and what you have read.",
  Views: "Filters kept under a name, for yourself or for everybody.",
  Search: "To jump to a ticket, company or person by a few letters.",
  Comments: "Replies, which customers see, and internal notes, which they never do.",
  Attachments: "Files of tickets. Each is downloaded by the signed address in its `file`, without a token.",
  Statistics: "Tickets counted.",
  Companies: "Whom the desk works for.",
  Contacts: "People of the companies.",
  Zones: "Places of the companies where something plays.",
  Users: "Who works at the desk. Admins add and change users; how to reach others is for Admins only.",
  Events: "What everybody does, as it happens.",
} as const;

export type Tag = keyof typeof TAGS;
