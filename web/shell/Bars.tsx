import { loadLate } from "../ui/load-late.tsx";
import { Tips } from "../ui/Tips.tsx";
import { DiskBar } from "./DiskBar.tsx";
import { WeakPasswordBar } from "./WeakPasswordBar.tsx";

const MailboxBar = loadLate(async () => (await import("../email/MailboxBar.tsx")).MailboxBar);

/** Messages for every page, and the tooltips; loaded just after the first view. */
export function Bars() {
  return (
    <>
      <DiskBar />
      <MailboxBar />
      <WeakPasswordBar />
      <Tips />
    </>
  );
}
