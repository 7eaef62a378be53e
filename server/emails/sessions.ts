import type { Sender } from "../mailboxes/senders.ts";
import { openSmtp, type SmtpSession, type SmtpTimeouts } from "../mailboxes/smtp.ts";

/** Connections to mail servers that stay open between emails. */
export interface Sessions {
  take(sender: Sender): Promise<SmtpSession>;
  returnSession(sender: Sender, session: SmtpSession): void;
  close(): void;
}

// shorter than servers wait for the next command
const IDLE_MS = 5_000;
const MAX_EMAILS = 100;

interface OpenSession {
  session: SmtpSession;
  settings: string;
  timer: NodeJS.Timeout;
}

export function openSessions(timeouts: SmtpTimeouts): Sessions {
  const idle = new Map<string, OpenSession[]>();
  const uses = new WeakMap<SmtpSession, number>();
  const keptFor = (mailbox: string) => {
    const openSessions = idle.get(mailbox) ?? [];
    idle.set(mailbox, openSessions);
    return openSessions;
  };
  return {
    take: async (sender) => {
      const openSessions = keptFor(sender.id);
      const settings = JSON.stringify(sender.smtp);
      for (let each = openSessions.pop(); each; each = openSessions.pop()) {
        clearTimeout(each.timer);
        if (each.session.isOpen() && each.settings === settings) return each.session;
        each.session.close();
      }
      return openSmtp(sender.smtp, timeouts);
    },
    returnSession: (sender, session) => {
      const used = (uses.get(session) ?? 0) + 1;
      uses.set(session, used);
      if (!session.isOpen() || used >= MAX_EMAILS) return session.close();
      const openSessions = keptFor(sender.id);
      const entry: OpenSession = {
        session,
        settings: JSON.stringify(sender.smtp),
        timer: setTimeout(() => {
          openSessions.splice(openSessions.indexOf(entry), 1);
          session.close();
        }, IDLE_MS).unref(),
      };
      openSessions.push(entry);
    },
    close: () => {
      for (const { session, timer } of [...idle.values()].flat()) {
        clearTimeout(timer);
        session.close();
      }
      idle.clear();
    },
  };
}
