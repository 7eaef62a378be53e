import { openSignedIn } from "../mailboxes/grants.ts";
import type { Mail } from "../mailboxes/mail.ts";
import type { Sender } from "../mailboxes/senders.ts";
import { openSmtp, type SmtpSession } from "../mailboxes/smtp.ts";

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

export function openSessions(mail: Mail): Sessions {
  const idle = new Map<string, OpenSession[]>();
  const uses = new WeakMap<SmtpSession, number>();
  const spareFor = (mailbox: string) => {
    const spare = idle.get(mailbox) ?? [];
    idle.set(mailbox, spare);
    return spare;
  };
  return {
    take: async (sender) => {
      const spare = spareFor(sender.id);
      const settings = JSON.stringify(sender.smtp);
      for (let each = spare.pop(); each; each = spare.pop()) {
        clearTimeout(each.timer);
        if (each.session.isOpen() && each.settings === settings) return each.session;
        each.session.close();
      }
      return openSignedIn(mail, sender.id, sender.smtp, (settings) => openSmtp(settings, mail.timeouts));
    },
    returnSession: (sender, session) => {
      const useCount = (uses.get(session) ?? 0) + 1;
      uses.set(session, useCount);
      if (!session.isOpen() || useCount >= MAX_EMAILS) return session.close();
      keep(spareFor(sender.id), session, JSON.stringify(sender.smtp));
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

/** Keeps a session for the next email to its server, for a while. */
function keep(spare: OpenSession[], session: SmtpSession, settings: string): void {
  const timer = setTimeout(() => {
    spare.splice(spare.indexOf(entry), 1);
    session.close();
  }, IDLE_MS).unref();
  const entry: OpenSession = { session, settings, timer };
  spare.push(entry);
}
