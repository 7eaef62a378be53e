import { loadLate } from "../ui/load-late.tsx";
import { Tips } from "../ui/Tips.tsx";
import { DiskBar } from "./DiskBar.tsx";
import { WeakPasswordBar } from "./WeakPasswordBar.tsx";

const MailboxBar = loadLate(async () => (await import("../email/MailboxBar.tsx")).MailboxBar);
const UndecidedEmails = loadLate(async () => (await import("../email/UndecidedEmails.tsx")).UndecidedEmails);

/** Messages for every page, the sign of undecided emails, and the tooltips; loaded just after the first view. */
export function NoticeBars() {
  return (
    <>
      <DiskBar />
      <MailboxBar />
      <WeakPasswordBar />
      <UndecidedEmails />
      <Tips />
    </>
  );
}
