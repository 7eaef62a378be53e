import type { DNSResolver } from "mailauth";

/** What the delivering server said about an email. */
export interface ReceivedEnvelope {
  from?: string;
  to?: string[];
  /** The address that the email came from; only our own server can know it. */
  ip?: string;
  helo?: string;
}

export interface Authentication {
  /** pass: it is from the domain that it names; fail: by the domain's own rules it is not; none: unknown. */
  verdict: "pass" | "fail" | "none";
  spf: string;
  dkim: string;
  dmarc: string;
  /** What the domain asks for emails that fail. */
  policy: "none" | "quarantine" | "reject";
  domain: string;
}

const UNKNOWN: Authentication = {
  verdict: "none",
  spf: "none",
  dkim: "none",
  dmarc: "none",
  policy: "none",
  domain: "",
};

const CHECKS = {
  trustReceived: false,
  disableArc: true,
  disableBimi: true,
  mta: "docket",
  minBitLength: 1024,
  rejectRsaSha1: true,
};

/**
 * Checks that an email is from the domain in its From. SPF counts only if one of our servers saw the sender's address,
 * because anyone can forge a Received header. The results of others (Authentication-Results) are ignored. The library
 * is loaded with the first email, because it takes 15 MB and a server may get none.
 */
export async function checkAuthenticity(
  bytes: Buffer,
  address: string,
  { ip, helo, from }: ReceivedEnvelope,
  { resolver, dnsTimeoutMs }: { resolver: DNSResolver; dnsTimeoutMs: number },
): Promise<Authentication> {
  const { authenticate } = await import("mailauth");
  const domain = address.slice(address.lastIndexOf("@") + 1);
  const hasPath = ip !== undefined && from !== undefined;
  const path = hasPath && { ip, helo: helo ?? "unknown", sender: from };
  const checking = authenticate(bytes, { ...CHECKS, ...path, resolver });
  const result = await within(checking, dnsTimeoutMs).catch(() => null);
  if (!result) return { ...UNKNOWN, domain };
  const { dmarc, dkim, spf } = result;
  const dmarcResult = dmarc || null;
  const policy = policyOf(dmarcResult?.status?.policy?.dmarc ?? dmarcResult?.p);
  const isAligned = (name: string | false | undefined) => typeof name === "string" && name !== "";
  const passing = dkim.results.filter(({ status }) => status.result === "pass");
  const isProven =
    dmarcResult?.status?.result === "pass" ||
    isAligned(dmarcResult?.alignment?.dkim?.result) ||
    (hasPath && isAligned(dmarcResult?.alignment?.spf?.result)) ||
    passing.some(({ status }) => isAligned(status.aligned));
  return {
    verdict: isProven
      ? "pass"
      : dmarcResult?.status?.result === "fail" && (hasPath || policy !== "none")
        ? "fail"
        : "none",
    spf: ip && spf ? spf.status.result : "none",
    dkim: passing.length > 0 ? "pass" : (dkim.results[0]?.status.result ?? "none"),
    dmarc: dmarcResult?.status?.result ?? "none",
    policy,
    domain,
  };
}

const policyOf = (word: string | undefined): Authentication["policy"] =>
  word === "reject" || word === "quarantine" ? word : "none";

async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error("took too long")), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
