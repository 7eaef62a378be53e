import { createPrivateKey, createPublicKey } from "node:crypto";
import dns from "node:dns/promises";

/** The DNS queries of the checks; tests replace them. */
export interface Resolver {
  /** The addresses of a host. */
  addresses(host: string): Promise<string[]>;
  /** The TXT records of a name, each joined to one text; none if the name does not exist. */
  texts(name: string): Promise<string[]>;
  /** The servers that receive email for a domain, the preferred one first; none if it has none. */
  mailServers(domain: string): Promise<string[]>;
}

const MISSING = new Set(["ENOTFOUND", "ENODATA"]);

const noneIfMissing = async <T>(asking: Promise<T[]>): Promise<T[]> => {
  try {
    return await asking;
  } catch (error) {
    if (MISSING.has((error as NodeJS.ErrnoException).code ?? "")) return [];
    throw error;
  }
};

export const systemResolver: Resolver = {
  addresses: async (host) => (await dns.lookup(host, { all: true })).map(({ address }) => address),
  texts: async (name) => (await noneIfMissing(dns.resolveTxt(name))).map((parts) => parts.join("")),
  mailServers: async (domain) =>
    (await noneIfMissing(dns.resolveMx(domain)))
      .sort((a, b) => a.priority - b.priority)
      .map(({ exchange }) => exchange),
};

/** All records of a name and type, for the authentication of incoming email. */
export const resolveRecords = (name: string, type: string): Promise<string[][] | string[]> =>
  dns.resolve(name, type) as Promise<string[][] | string[]>;

export interface Finding {
  result: "ok" | "warning" | "failed" | "skipped";
  detail: string;
}

export const domainOf = (address: string): string => address.slice(address.lastIndexOf("@") + 1).toLowerCase();

/** Whether there is a server that receives customers' replies. */
export function checkMx(domain: string, servers: readonly string[]): Finding {
  // a single dot means that the domain accepts no email (RFC 7505)
  const taking = servers.filter((server) => server !== "" && server !== ".");
  return taking.length > 0
    ? { result: "ok", detail: `Emails to ${domain} go to ${taking.join(", ")}.` }
    : { result: "warning", detail: `${domain} has no MX record, so customers' replies may not arrive.` };
}

/** Whether the domain says which servers may send for it. */
export function checkSpf(domain: string, texts: readonly string[]): Finding {
  const records = texts.filter((text) => /^v=spf1(?: |$)/i.test(text));
  if (records.length === 0)
    return {
      result: "warning",
      detail: `${domain} has no SPF record. Publish one that names your email provider, or recipients may treat emails as spam.`,
    };
  if (records.length > 1)
    return { result: "failed", detail: `${domain} has ${records.length} SPF records. Receivers ignore all of them.` };
  if (/[+?]all\b/i.test(records[0]!))
    return {
      result: "warning",
      detail: `The SPF record of ${domain} allows every server to send for it. End it with ~all or -all.`,
    };
  return { result: "ok", detail: `${domain} has an SPF record: ${records[0]}` };
}

/** Whether the key that emails are signed with is published. */
export function checkDkim(name: string, privateKey: string, texts: readonly string[]): Finding {
  const records = texts.map(parseTags).filter((tags) => tags.p !== undefined);
  if (records.length === 0)
    return { result: "failed", detail: `There is no DKIM record at ${name}. Publish the one shown under DNS records.` };
  const expected = parseTags(dkimRecord(privateKey));
  if (records.some((tags) => tags.p === expected.p))
    return { result: "ok", detail: `The key at ${name} belongs to this mailbox.` };
  return { result: "failed", detail: `The key at ${name} is another one. Emails would fail their DKIM check.` };
}

/** Whether the domain says what receivers do with unauthenticated emails. */
export function checkDmarc(domain: string, texts: readonly string[]): Finding {
  const records = texts.filter((text) => /^v=dmarc1\s*(?:;|$)/i.test(text));
  if (records.length !== 1)
    return {
      result: "warning",
      detail:
        records.length === 0
          ? `${domain} has no DMARC record. Large providers ask for one.`
          : `${domain} has ${records.length} DMARC records. Receivers ignore all of them.`,
    };
  return { result: "ok", detail: `The DMARC policy of ${domain} is ${parseTags(records[0]!).p ?? "missing"}.` };
}

const parseTags = (record: string): Record<string, string> =>
  Object.fromEntries(
    record.split(";").flatMap((part) => {
      const at = part.indexOf("=");
      return at < 0 ? [] : [[part.slice(0, at).trim().toLowerCase(), part.slice(at + 1).replaceAll(/\s/g, "")]];
    }),
  );

/** The TXT record that publishes the public half of a DKIM key. */
export function dkimRecord(privateKey: string): string {
  const der = createPublicKey(createPrivateKey(privateKey)).export({ type: "spki", format: "der" });
  return `v=DKIM1; k=rsa; p=${der.toString("base64")}`;
}

export interface DnsRecord {
  type: "TXT";
  name: string;
  value: string;
  purpose: "spf" | "dkim" | "dmarc";
}

/** The records that an Admin publishes so that receivers trust the emails of a mailbox. */
export function neededRecords(
  address: string,
  smtpHost: string,
  dkim: { selector: string; key: string } | null,
): DnsRecord[] {
  const domain = domainOf(address);
  const sender = smtpHost && !/^[\d.:[\]]+$|^localhost$/i.test(smtpHost) ? `a:${smtpHost}` : "mx";
  return [
    { type: "TXT", name: domain, value: `v=spf1 ${sender} ~all`, purpose: "spf" },
    ...(dkim
      ? [
          {
            type: "TXT" as const,
            name: `${dkim.selector}._domainkey.${domain}`,
            value: dkimRecord(dkim.key),
            purpose: "dkim" as const,
          },
        ]
      : []),
    { type: "TXT", name: `_dmarc.${domain}`, value: `v=DMARC1; p=none; rua=mailto:${address}`, purpose: "dmarc" },
  ];
}
