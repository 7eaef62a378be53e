/** The server of a mailbox, and how to sign in to it. */
export interface MailServer {
  host: string;
  port: number;
  security: "tls" | "starttls" | "none";
  username: string;
  password: string | null;
  /** Whether it signs in with a provider's token instead of the password. */
  hasGrant: boolean;
  accessToken?: string;
}

export interface ServerTimeouts {
  connectMs: number;
  /** How long the server may send nothing, in milliseconds. */
  silenceMs: number;
}
