/** The content of the form for a new ticket. */
export interface NewTicket {
  subject: string;
  description: string;
  company: string | null;
  companyName: string | null;
  contact: string | null;
  contactName: string | null;
  zone: string | null;
  zoneName: string | null;
  category: string;
  priority: string;
  assigned_to: string | null;
  /** Empty: the team follows from the assignee or the category. */
  assigned_team: string;
  due_date: string | null;
  tags: string[];
  /** The steps of its checklist. */
  checklist: string[];
  /** Whether the description goes to the contact by email. */
  sendsEmail: boolean;
  cc: string[];
  bcc: string[];
  /** The mailbox that sends it; null for the default one. */
  mailbox: string | null;
}

export const EMPTY_TICKET: NewTicket = {
  subject: "",
  description: "",
  company: null,
  companyName: null,
  contact: null,
  contactName: null,
  zone: null,
  zoneName: null,
  category: "general",
  priority: "medium",
  assigned_to: null,
  assigned_team: "",
  due_date: null,
  tags: [],
  checklist: [],
  sendsEmail: false,
  cc: [],
  bcc: [],
  mailbox: null,
};
