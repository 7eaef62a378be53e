import type { User } from "../lib/session.ts";
import { InviteForm } from "./InviteForm.tsx";
import { PasswordLinkDialog } from "./PasswordLinkDialog.tsx";
import { PersonForm } from "./PersonForm.tsx";

export type OpenPersonForm =
  | { form: "invite" }
  | { form: "edit"; user?: User }
  | { form: "reset" | "link"; user: User }
  | null;

/** The form that is open on a page of users. */
export function PersonDialogs({ open, setOpen }: { open: OpenPersonForm; setOpen: (form: OpenPersonForm) => void }) {
  const close = () => setOpen(null);
  if (!open) return null;
  if (open.form === "invite") return <InviteForm onClose={(user) => setOpen(user && { form: "link", user })} />;
  if (open.form === "link") return <PasswordLinkDialog user={open.user} onClose={close} />;
  return <PersonForm {...(open.user && { user: open.user })} isReset={open.form === "reset"} onClose={close} />;
}
