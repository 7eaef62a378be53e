import type { DeliveryReport } from "./report.ts";

export interface ParsedFile {
  /** The ID of its future attachment, which the text already uses. */
  id: string;
  name: string;
  contentId: string | null;
  isInline: boolean;
  content: Uint8Array;
}

export interface NamedAddress {
  address: string;
  name: string;
}

/** An email as the desk uses it: decoded, sanitized, and split from the text that it quotes. */
export interface ParsedEmail {
  sender: { address: string; name: string } | { problem: string };
  /** Addresses that the headers name as recipients, including those that servers added. */
  addressed: string[];
  to: NamedAddress[];
  cc: NamedAddress[];
  replyTo: string | null;
  subject: string;
  messageId: string | null;
  inReplyTo: string | null;
  /** Oldest first. */
  references: string[];
  sentAt: string | null;
  /** The new part, plain or HTML. */
  text: string;
  /** The new part and the quoted one together. */
  whole: string;
  quotedHtml: string;
  bodyHash: string;
  files: ParsedFile[];
  /** The number of files that were left out because there are too many. */
  filesLeftOut: number;
  /** The headers that say what kind of email it is, in lower case. */
  marks: Record<string, string>;
  /** What a delivery report says about each of its recipients. */
  reports: DeliveryReport[];
  /** The address that the email with a complaint came from, as the complaint says. */
  complainedSender: string | null;
  /** The Message-ID of the email that a report is about. */
  reportedMessageId: string | null;
}
