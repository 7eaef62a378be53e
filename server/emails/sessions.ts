import type { Sender } from "../mailboxes/senders.ts";
import { openSmtp, type SmtpSession, type SmtpTimeouts } from "../mailboxes/smtp.ts";

/** Connections to mail servers that are kept open between emails. */
export interface Sessions {
  take(sender: Sender): Promise<SmtpSession>;
  giveBack(sender: Sender, session: SmtpSession): void;
  close(): void;
}

// shorter than servers wait for the next command
const IDLE_MS = 5_000;
const MAX_EMAILS = 100;

interface Kept {
  session: SmtpSession;
  settings: string;
  timer: NodeJS.Timeout;
}

export function openSessions(timeouts: SmtpTimeouts): Sessions {
  const idle = new Map<string, Kept[]>();
  const uses = new WeakMap<SmtpSession, number>();
  const keptFor = (mailbox: string) => {
    const kept = idle.get(mailbox) ?? [];
    idle.set(mailbox, kept);
    return kept;
  };
  return {
    take: async (sender) => {
      const kept = keptFor(sender.id);
      const settings = JSON.stringify(sender.smtp);
      for (let each = kept.pop(); each; each = kept.pop()) {
        clearTimeout(each.timer);
        if (each.session.isOpen() && each.settings === settings) return each.session;
        each.session.close();
      }
      return openSmtp(sender.smtp, timeouts);
    },
    giveBack: (sender, session) => {
      const used = (uses.get(session) ?? 0) + 1;
      uses.set(session, used);
      if (!session.isOpen() || used >= MAX_EMAILS) return session.close();
      const kept = keptFor(sender.id);
      const entry: Kept = {
        session,
        settings: JSON.stringify(sender.smtp),
        timer: setTimeout(() => {
          kept.splice(kept.indexOf(entry), 1);
          session.close();
        }, IDLE_MS).unref(),
      };
      kept.push(entry);
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
