/** The chapters of the API's documentation. */
export const TAGS = {
  "Sign-in": "Access tokens last one hour, refresh tokens seven days. Signing out revokes both.",
  "Web sign-in": "Sign-in for browsers. The refresh token is in a cookie that scripts cannot read.",
  Tickets: "Customer requests. Each ticket includes its comments and attachments.",
  Inbox: "The agents' ticket list: compact rows, filters, counts and read marks.",
  Views: "Saved filters, private or shared with everyone.",
  Search: "Search while typing: tickets, companies, contacts and users.",
  "Bulk changes": "Change many tickets at once, and undo it.",
  Drafts: "Unsent replies and tickets, saved until they are sent.",
  Snoozes: "Tickets that you put aside until a time or the customer's reply, and reminders. For you alone.",
  Replies: "Replies that can be undone for a few seconds before they are sent.",
  Participants: "Who takes part in a ticket by email beside its requester, and which mailbox replies leave from.",
  Merging: "Messages that belong elsewhere: merge tickets; move, split off and accept messages.",
  Presence: "Who is viewing or replying to a ticket.",
  Comments: "Replies, which customers can see, and internal notes, which they cannot.",
  Attachments: "Files on tickets. `file` is a signed URL that downloads the file without a token.",
  Statistics: "Ticket counts.",
  Reports: "Reports over a range of days, as JSON or CSV.",
  SLA: "Open hours, targets, and clocks that account for every second.",
  Companies: "Customers of the desk.",
  Contacts: "People at companies.",
  Zones: "Places at a company where music plays.",
  Users: "People who work at the desk. Only Admins can add and change users, or see the contact details of others.",
  Mailboxes: "The addresses that the desk sends email from. For Admins.",
  Emails: "What the desk has sent, and what waits to be sent.",
  "Incoming email": "Every email that arrived, what became of it and why. For Admins.",
  Knowledge:
    "Articles for customers and agents. Who sees one is the narrowest of its own visibility and its categories'.",
  Server: "Server settings, for Admins.",
  Events: "A live stream of everything that happens.",
} as const;

export type Tag = keyof typeof TAGS;
