export interface ListenAddress {
  protocol: "smtp" | "lmtp";
  host: string;
  port: number;
  /** For STARTTLS; null if it is not offered. */
  tls: TlsFiles | null;
}

/** Files in PEM format. */
export interface TlsFiles {
  certificate: string;
  key: string;
}

/** Reads smtp://127.0.0.1:2525 or lmtp://127.0.0.1:2424; null if it is neither. */
export function parseMailListen(text: string): Omit<ListenAddress, "tls"> | null {
  if (!/^(?:smtp|lmtp):\/\/[^/@?#]+:\d{1,5}\/?$/i.test(text) || !URL.canParse(text)) return null;
  const { protocol, hostname, port } = new URL(text);
  const number = Number(port);
  return number > 65_535
    ? null
    : {
        protocol: protocol.toLowerCase().startsWith("lmtp") ? "lmtp" : "smtp",
        host: hostname.replaceAll(/^\[|\]$/g, ""),
        port: number,
      };
}
