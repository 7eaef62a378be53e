declare module "hoodiecrow-imap" {
  import type { Server, Socket } from "node:net";

  export interface Message {
    uid: number;
    raw: string;
    flags: string[];
  }
  export interface Folder {
    uidvalidity: number;
    uidnext: number;
    messages: Message[];
  }
  export interface Connection {
    socket: Socket;
    selectedMailbox: Folder | false;
  }
  type Handler = (
    connection: Connection,
    command: { tag: string; attributes: unknown[] },
    data: string,
    callback: () => void,
  ) => void;
  export interface ImapServer {
    server: Server;
    listen(port: number, host: string, callback: () => void): void;
    close(callback: () => void): void;
    getMailbox(path: string): Folder;
    getCommandHandler(name: string): Handler;
    setCommandHandler(name: string, handler: Handler): void;
    appendMessage(path: string, flags: string[], date: string, raw: string): { message: Message };
    connectionHandlers: ((connection: Connection) => void)[];
  }
  export default function open(options: Record<string, unknown>): ImapServer;
}
