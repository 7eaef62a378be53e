/** What goes wrong with mail servers, in the order in which a server's words are compared. */
export const MAIL_TROUBLES = [
  "wrong_name",
  "sign_in",
  "encryption",
  "folder",
  "unreachable",
  "cut",
  "no_such_address",
  "full",
  "too_large",
  "unwanted",
  "later",
  "refused",
] as const;
export type MailTrouble = (typeof MAIL_TROUBLES)[number];

const PATTERNS: Record<MailTrouble, RegExp> = {
  wrong_name: /\b(?:ENOTFOUND|EAI_AGAIN|ENODATA|EDNS|getaddrinfo|queryA)\b|could not be looked up/,
  sign_in:
    /^5(?:30|34|35|38)[ -]|AUTHENTICATIONFAILED|could not sign in|refused to sign in|invalid (?:login|credentials)|authentication (?:failed|unsuccessful|rejected)|login failed|missing credentials|SECRET_KEY|consent/i,
  encryption: /certificate|self[- ]signed|STARTTLS|\bTLS\b|\bSSL\b|could not be encrypted/i,
  folder: /did not open the folder/,
  unreachable:
    /could not be reached|\b(?:ECONNREFUSED|ETIMEDOUT|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL)\b|greeting never received|time-?out|timed out|does not respond/i,
  cut: /\b(?:ECONNRESET|EPIPE|ECONNABORTED)\b|connection (?:closed|lost|ended)|socket (?:closed|hang up)|unexpected socket close/i,
  no_such_address:
    /^5\d\d[ -]5\.(?:1\.(?:0|1|2|3|6|10)|4\.4)\b|^55[013][ -].*(?:no such|unknown|not exist|not found|invalid|mailbox unavailable)|\b(?:no such|unknown) (?:user|recipient|mailbox|address|person)\b|\b(?:user|recipient|mailbox|address) (?:is )?(?:unknown|not found|does(?: not|n't) exist)|domain name not found/i,
  full: /^[45]\d\d[ -][45]\.2\.2\b|(?:mailbox|quota|storage).*(?:full|exceeded)|over ?quota/i,
  too_large: /^5\d\d[ -]5\.(?:3\.4|2\.3)\b|too (?:large|big)|exceeds.*size/i,
  unwanted: /^[45]\d\d[ -][45]\.7\.\d+\b|\bspam\b|blocked|black-?list|block-?list|policy|reputation/i,
  later: /^4\d\d[ -]/,
  refused: /^5\d\d[ -]/,
};

/** What a mail server's words mean; null if they are not known. */
export const mailTroubleOf = (words: string): MailTrouble | null =>
  MAIL_TROUBLES.find((trouble) => PATTERNS[trouble].test(words)) ?? null;
