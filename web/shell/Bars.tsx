import { may } from "../../wire/permissions.ts";
import { useUser } from "../lib/session.ts";
import { loadLate } from "../ui/load-late.tsx";
import { Tips } from "../ui/Tips.tsx";
import { DiskBar } from "./DiskBar.tsx";
import { WeakPasswordBar } from "./WeakPasswordBar.tsx";

const MailboxBar = loadLate(async () => (await import("../email/MailboxBar.tsx")).MailboxBar);

/** Messages for every page, and the tooltips; loaded just after the first view. */
export function Bars() {
  const user = useUser();
  return (
    <>
      <DiskBar />
      {may(user, "mailbox.manage") && <MailboxBar />}
      <WeakPasswordBar />
      <Tips />
    </>
  );
}
