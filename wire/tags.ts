/** The chapters of the API's documentation. */
export const TAGS = {
  "Sign-in": "Tokens: an access token for an hour, a refresh token for seven days. Signing out ends both.",
  "Web sign-in": "For pages in a browser: the refresh token lies in a cookie that no script can read.",
  Tickets: "What customers ask for. Each comes whole, with its comments and attachments.",
  Inbox: "The working list of tickets, with what it takes to choose among them; and what you have read.",
  Views: "Filters kept under a name, for yourself or for everybody.",
  Search: "To jump to a ticket, company or person by a few letters.",
  "Bulk changes": "Many tickets changed at once, with a way back.",
  Drafts: "What somebody has begun to write, kept until it is sent.",
  Replies: "Answers to customers that wait a little before they go out, so that they can be taken back.",
  Participants: "Who takes part in a ticket by email beside its requester, and which mailbox replies leave from.",
  Presence: "Who else looks at a ticket or writes to it.",
  Comments: "Replies, which customers see, and internal notes, which they never do.",
  Attachments: "Files of tickets. Each is downloaded by the signed address in its `file`, without a token.",
  Statistics: "Tickets counted.",
  Reports: "Questions about many tickets, answered as a table or as CSV.",
  Companies: "Whom the desk works for.",
  Contacts: "People of the companies.",
  Zones: "Places of the companies where something plays.",
  Users: "Who works at the desk. Admins add and change users; how to reach others is for Admins only.",
  Mailboxes: "The addresses that the desk sends email from. For Admins.",
  Emails: "What the desk has sent, and what waits to be sent.",
  "Incoming email": "Every email that arrived, what became of it and why. For Admins.",
  Server: "How the server is set up. For Admins.",
  Events: "What everybody does, as it happens.",
} as const;

export type Tag = keyof typeof TAGS;
