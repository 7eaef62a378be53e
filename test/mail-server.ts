import type { AddressInfo } from "node:net";
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from "smtp-server";

export interface ReceivedEmail {
  from: string;
  to: string;
  raw: string;
}

/**
 * What the server does with the next email to an address, and with the ones after it. When the list ends, it accepts
 * all.
 */
export type Behavior =
  | "take"
  | "451"
  | "550"
  | "552 after data"
  | "421 after data"
  | `refuse ${number} ${string}`
  | "cut before data"
  | "cut after data"
  | "no reply";

export interface TestMailServer {
  port: number;
  received: ReceivedEmail[];
  /** The maximum number of simultaneous connections so far. */
  maxConnections(): number;
  /** The number of connections so far. */
  connections(): number;
  script(address: string, ...behaviors: Behavior[]): void;
  /** Emails that arrived for an address. */
  to(address: string): ReceivedEmail[];
  close(): Promise<void>;
}

interface Options {
  user?: { name: string; password: string };
  /** If set, clients can sign in by XOAUTH2. */
  acceptsToken?: (token: string) => boolean;
  /** Whether it offers PIPELINING; by default it does. */
  hasPipelining?: boolean;
  /** Whether it offers STARTTLS, with a self-signed certificate. */
  hasTls?: boolean;
  port?: number;
}

// fields of a connection of smtp-server that its types omit
interface Connection {
  id: string;
  _socket: { destroy(): void };
  _setListeners(callback: () => void): void;
  connectionReady(): void;
  init(): void;
}

/** Lets a server greet at once. It would wait 100 ms for clients that talk too early. */
function greetAtOnce(connections: Set<Connection>): void {
  const add = connections.add.bind(connections);
  connections.add = (each) => {
    each.init = () => each._setListeners(() => each.connectionReady());
    return add(each);
  };
}

const refusal = (code: number, text: string) => Object.assign(new Error(text), { responseCode: code });

/** What the server does with the emails of its sessions, as the script of each recipient says. */
function scriptedHandlers(socketOf: (session: SMTPServerSession) => Connection["_socket"]) {
  const receivedEmails: ReceivedEmail[] = [];
  const scripts = new Map<string, Behavior[]>();
  const sessions = new Map<string, Behavior>();
  const handlers: Pick<SMTPServerOptions, "onRcptTo" | "onData"> = {
    onRcptTo: ({ address }, session, done) => {
      const behavior = scripts.get(address.toLowerCase())?.shift() ?? "take";
      sessions.set(session.id, behavior);
      if (behavior === "451") return done(refusal(451, "4.3.0 Come back later"));
      if (behavior === "550") return done(refusal(550, "5.1.1 No such person here"));
      const [, code, text] = /^refuse (\d+) (.*)$/.exec(behavior) ?? [];
      if (code) return done(refusal(Number(code), text!));
      if (behavior === "cut before data") return void socketOf(session).destroy();
      return done();
    },
    onData: (stream, session, done) => {
      const behavior = sessions.get(session.id);
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const raw = Buffer.concat(chunks).toString("latin1");
        const { mailFrom, rcptTo } = session.envelope;
        if (behavior === "552 after data") return done(refusal(552, "5.3.4 Too large"));
        if (behavior === "421 after data") return done(refusal(421, "4.3.2 Shutting down"));
        receivedEmails.push({ from: mailFrom ? mailFrom.address : "", to: rcptTo[0]!.address, raw });
        if (behavior === "cut after data") return void socketOf(session).destroy();
        if (behavior === "no reply") return;
        done();
      });
    },
  };
  return { receivedEmails, scripts, handlers };
}

/** A mail server on loopback whose behavior can be set for each recipient. */
export async function openMailServer({
  user,
  acceptsToken,
  hasPipelining = true,
  hasTls = false,
  port = 0,
}: Options = {}): Promise<TestMailServer> {
  let [open, most, all] = [0, 0, 0];
  const { receivedEmails, scripts, handlers } = scriptedHandlers(
    (session) => [...connections].find(({ id }) => id === session.id)!._socket,
  );
  const server = new SMTPServer({
    authOptional: !user && !acceptsToken,
    authMethods: acceptsToken ? ["XOAUTH2"] : ["PLAIN", "LOGIN"],
    disabledCommands: [...(user || acceptsToken ? [] : ["AUTH" as const]), ...(hasTls ? [] : ["STARTTLS" as const])],
    allowInsecureAuth: true,
    hidePIPELINING: !hasPipelining,
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 50,
    onConnect: (_session, done) => {
      open += 1;
      all += 1;
      most = Math.max(most, open);
      done();
    },
    onClose: () => {
      open -= 1;
    },
    onAuth: (auth, _session, done) => {
      if (acceptsToken?.(auth.accessToken ?? "")) return done(null, { user: auth.username ?? "" });
      if (user && auth.username === user?.name && auth.password === user?.password)
        return done(null, { user: auth.username });
      return done(refusal(535, "5.7.8 Wrong password"));
    },
    ...handlers,
  });
  const connections = server.connections as unknown as Set<Connection>;
  greetAtOnce(connections);
  server.on("error", () => {});
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    port: (server.server.address() as AddressInfo).port,
    received: receivedEmails,
    maxConnections: () => most,
    connections: () => all,
    script: (address, ...behaviors) => void scripts.set(address.toLowerCase(), behaviors),
    to: (address) => receivedEmails.filter((email) => email.to.toLowerCase() === address.toLowerCase()),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
