import type { AddressInfo, Socket } from "node:net";
import openHoodiecrow, { type Connection } from "hoodiecrow-imap";

/** An IMAP server on loopback. Its only user is testuser, with the password testpass. */
export interface TestImap {
  port: number;
  /** Delivers an email to a folder. Returns its UID. */
  deliver(raw: string, options?: { folder?: string; arrivedAt?: Date }): number;
  /** The UIDs in a folder. */
  uids(folder?: string): number[];
  /** Renumbers the emails of a folder, as a moved or restored server does. */
  renumber(uidValidity: number, folder?: string): void;
  /** Sets the results of the next fetches of an email's text: served as usual, refused, or the connection is cut. */
  script(uid: number, ...behaviors: ("serve" | "refuse" | "cut")[]): void;
  /** The flags of an email. */
  flags(uid: number, folder?: string): string[];
  /** From now on, every move of an email fails. */
  refuseMoves(): void;
  setToken(token: string): void;
  /** Number of connected clients. */
  connections(): number;
  cutConnections(): void;
  close(): Promise<void>;
}

const PLUGINS = ["ID", "IDLE", "SASL-IR", "AUTH-PLAIN", "XOAUTH2", "NAMESPACE", "UIDPLUS", "MOVE", "ENABLE"];
const pad = (n: number) => String(n).padStart(2, "0");
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const imapDate = (date: Date) =>
  `${pad(date.getUTCDate())}-${MONTHS[date.getUTCMonth()]}-${date.getUTCFullYear()} ${date.toISOString().slice(11, 19)} +0000`;

export async function openImapServer({ port = 0, hasTls = false } = {}): Promise<TestImap> {
  const users = {
    testuser: { password: "testpass", xoauth2: { accessToken: "testtoken", sessionTimeout: 3_600_000 } },
  };
  const server = openHoodiecrow({
    plugins: [...PLUGINS, ...(hasTls ? ["STARTTLS"] : [])],
    users,
    storage: { INBOX: {}, "": { separator: "/", folders: { Done: {} } } },
  });
  const sockets = new Set<Socket>();
  server.server.on("connection", (socket: Socket) => {
    // without this, each response of several lines waits 40 ms
    socket.setNoDelay(true);
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  const scripts = new Map<number, ("serve" | "refuse" | "cut")[]>();
  const fetch = server.getCommandHandler("UID FETCH");
  server.setCommandHandler("UID FETCH", (connection: Connection, command, data, callback) => {
    const [, uid] = /UID FETCH (\d+) .*BODY\.PEEK\[\]/i.exec(data) ?? [];
    const behavior = uid ? scripts.get(Number(uid))?.shift() : undefined;
    if (behavior === "cut") return void connection.socket.destroy();
    if (behavior !== "refuse") return fetch(connection, command, data, callback);
    connection.socket.write(`${command.tag} NO [SERVERBUG] This email is damaged\r\n`);
    callback();
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    port: (server.server.address() as AddressInfo).port,
    deliver: (raw, { folder = "INBOX", arrivedAt = new Date() } = {}) =>
      server.appendMessage(folder, [], imapDate(arrivedAt), raw).message.uid,
    uids: (folder = "INBOX") => server.getMailbox(folder).messages.map(({ uid }) => uid),
    renumber: (uidValidity, folder = "INBOX") => {
      const box = server.getMailbox(folder);
      box.uidvalidity = uidValidity;
      for (const [at, message] of box.messages.entries()) message.uid = at + 1;
      box.uidnext = box.messages.length + 1;
    },
    script: (uid, ...behaviors) => void scripts.set(uid, behaviors),
    flags: (uid, folder = "INBOX") => server.getMailbox(folder).messages.find((each) => each.uid === uid)?.flags ?? [],
    refuseMoves: () =>
      server.setCommandHandler("UID MOVE", ({ socket }, { tag }, _data, callback) => {
        socket.write(`${tag} NO Read-only\r\n`);
        callback();
      }),
    setToken: (token) => {
      users.testuser.xoauth2.accessToken = token;
    },
    connections: () => sockets.size,
    cutConnections: () => {
      for (const socket of sockets) socket.destroy();
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
