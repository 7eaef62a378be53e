import { domainToASCII } from "node:url";

export type ParsedSender = { address: string; name: string } | { problem: string };

const ATOM = "[\\p{L}\\p{N}!#$%&'*+/=?^_`{|}~-]+";
const LOCAL = new RegExp(`^${ATOM}(?:\\.${ATOM})*$`, "u");
const MAX_LENGTH = 254;

/** An address in its plain form, with the domain in ASCII and lower case; null if programs could read it in different ways. */
export function plainAddress(text: string): string | null {
  const at = text.lastIndexOf("@");
  const [local, domain] = [text.slice(0, at), text.slice(at + 1)];
  if (at < 1 || text.length > MAX_LENGTH || !LOCAL.test(local) || local.length > 64) return null;
  const host = domainToASCII(domain).toLowerCase();
  return /^(?=.{1,253}$)[a-z\d](?:[a-z\d-]*[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]*[a-z\d])?)*$/.test(host)
    ? `${local}@${host}`
    : null;
}

/**
 * The author of an email, from its From headers. A form that mail programs read differently (two addresses, groups, routes,
 * quoted local parts) is refused, because it could show one address and send the reply to another.
 */
export function parseSender(headers: readonly string[], decode: (text: string) => string): ParsedSender {
  if (headers.length !== 1) return { problem: headers.length === 0 ? "no From header" : "more than one From header" };
  // quoted names and comments may contain anything; what remains is the address
  const bare = withoutWords(headers[0]!.replaceAll(/[\r\n]+/g, " "));
  const angles = [...bare.matchAll(/<([^<>]*)>/g)];
  if (angles.length > 1) return { problem: "more than one address in From" };
  const around = bare.replace(/<[^<>]*>/, "");
  const separators = angles.length === 0 ? bare : around;
  if (/[,;]/.test(separators) || /:/.test(separators)) return { problem: "more than one address in From, or a group" };
  const address = plainAddress((angles[0]?.[1] ?? bare).trim());
  if (!address) return { problem: "an address in From that mail programs read in different ways" };
  const name = angles.length === 0 ? "" : decode(headers[0]!.slice(0, headers[0]!.lastIndexOf("<")).trim());
  return {
    address,
    name: name
      .replaceAll(/^"|"$/g, "")
      .replaceAll(/\\(.)/g, "$1")
      .replaceAll(/[\p{Cc}\p{Cf}]/gu, "")
      .trim(),
  };
}

function withoutWords(header: string): string {
  let text = "";
  let depth = 0;
  let isQuoted = false;
  for (let i = 0; i < header.length; i += 1) {
    const letter = header[i]!;
    if (letter === "\\" && (isQuoted || depth > 0)) i += 1;
    else if (isQuoted) isQuoted = letter !== '"';
    else if (letter === "(") depth += 1;
    else if (letter === ")" && depth > 0) depth -= 1;
    else if (depth > 0) continue;
    else if (letter === '"') isQuoted = true;
    else text += letter;
  }
  return text;
}
