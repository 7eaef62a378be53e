import { createHash, randomUUID } from "node:crypto";
import type { Intake } from "../server/incoming/context.ts";
import { signatureOf } from "../server/incoming/inbound.ts";
import { takeAll } from "../server/incoming/intake.ts";
import type { TestReply, World } from "./world.ts";

/** An address that may send for harbour.test and reef.test according to their DNS, and one that may not. */
export const PROVEN_IP = "192.0.2.1";
export const FORGED_IP = "192.0.2.66";
const RECORDS: Record<string, string> = {
  "harbour.test": `v=spf1 ip4:${PROVEN_IP} -all`,
  "_dmarc.harbour.test": "v=DMARC1; p=reject",
  "reef.test": `v=spf1 ip4:${PROVEN_IP} -all`,
  "_dmarc.reef.test": "v=DMARC1; p=none",
  "docket.test": `v=spf1 ip4:${PROVEN_IP} -all`,
  "_dmarc.docket.test": "v=DMARC1; p=none",
};

/** DNS of a few domains. All others do not exist. */
export const testDns: Intake["resolver"] = async (name, type) => {
  const record = type === "TXT" ? RECORDS[name.toLowerCase()] : undefined;
  if (record) return [[record]];
  throw Object.assign(new Error("no such name"), { code: "ENOTFOUND" });
};

/** Source of an email. The headers replace the default ones; null removes one. */
export function source(headers: Record<string, string | null> = {}, body = "The zone is offline."): string {
  const all: Record<string, string | null> = {
    From: "Ploy Srisai <ploy@harbour.test>",
    To: "support@docket.test",
    Subject: "Zone offline",
    "Message-ID": `<${randomUUID()}@harbour.test>`,
    Date: "Thu, 26 Nov 2026 09:00:00 +0700",
    ...headers,
  };
  const lines = Object.entries(all).flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}`]));
  return `${lines.join("\r\n")}\r\n\r\n${body.replaceAll(/\r?\n/g, "\r\n")}\r\n`;
}

export interface Post {
  from?: string;
  to?: string[];
  ip?: string | null;
  id?: string;
  timestamp?: number;
  signature?: string;
  sha256?: string;
  /** Headers that a proxy adds. */
  forwarded?: Record<string, string>;
}

/** A desk with a mailbox that receives emails. */
export interface Inlet {
  mailbox: { id: string; address: string };
  /** Delivers an email over HTTP. */
  post(raw: string | Buffer, post?: Post): Promise<TestReply>;
  /** Processes all waiting emails. */
  take(): Promise<void>;
  /** Delivers and processes an email. Returns the API's description of it. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what the wire brought
  receive(raw: string | Buffer, post?: Post): Promise<any>;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what the wire brought
  ticket(id: string): Promise<any>;
}

let n = 0;

export async function openInlet(world: World, address = "support@docket.test"): Promise<Inlet> {
  const { intake } = world.app;
  intake.resolver = testDns;
  const mailbox = (await world.admin.post("/mailboxes/", { name: `Support ${address}`, address })).body;
  const { secret } = (await world.admin.post(`/mailboxes/${mailbox.id}/inbound_secret/`)).body;
  const post = (raw: string | Buffer, { to, ip = PROVEN_IP, ...overrides }: Post = {}) => {
    const bytes = Buffer.from(raw as string);
    const sender = /^From:.*?([\w.+-]+@[\w.-]+)/im.exec(bytes.toString("latin1"))?.[1];
    const sha256 = overrides.sha256 ?? createHash("sha256").update(bytes).digest("hex");
    const timestamp = String(overrides.timestamp ?? Math.floor(Date.now() / 1000));
    const from = overrides.from ?? sender;
    n += 1;
    const id = overrides.id ?? `delivery-${process.pid}-${n}`;
    return world.stranger.post("/inbound/mail/", bytes, {
      "content-type": "message/rfc822",
      "x-docket-mailbox": mailbox.id,
      "x-docket-id": id,
      "x-docket-timestamp": timestamp,
      "x-docket-content-sha256": sha256,
      "x-docket-signature": overrides.signature ?? signatureOf(secret, id, timestamp, sha256),
      ...(from !== undefined && { "x-docket-envelope-from": from }),
      ...(to && { "x-docket-envelope-to": to.join(",") }),
      ...(ip && { "x-docket-client-ip": ip }),
      ...overrides.forwarded,
    });
  };
  const take = () => takeAll(intake);
  return {
    mailbox,
    post,
    take,
    receive: async (raw, options) => {
      const response = await post(raw, options);
      if (response.status !== 202) throw new Error(`${response.status} ${JSON.stringify(response.body)}`);
      await take();
      return (await world.admin.get(`/incoming-emails/${response.body.id}/`)).body;
    },
    ticket: async (id) => (await world.admin.get(`/tickets/${id}/`)).body,
  };
}
