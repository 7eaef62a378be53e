import { isIP } from "node:net";

/** An address or a range of proxies. */
export function isProxy(text: string): boolean {
  const [address, bits, ...rest] = text.split("/");
  const family = isIP(address!);
  if (rest.length > 0 || family === 0) return ["loopback", "linklocal", "uniquelocal"].includes(text);
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

/** An IANA time zone. */
export function isZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: name }));
  } catch {
    return false;
  }
}
