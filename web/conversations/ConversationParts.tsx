import "../lib/later-texts.ts";
import { useActions } from "../lib/actions.ts";
import { useStore } from "../lib/store.ts";
import { useTexts } from "../lib/texts.ts";
import { useOpenTicket } from "../tickets/ticket-context.ts";
import { ViewAsCustomer } from "../tickets/ViewAsCustomer.tsx";
import { loadLate } from "../ui/load-late.tsx";
import { ConversationBanners } from "./ConversationBanners.tsx";
import { openDialog } from "./dialogs.ts";
import { ForwardDialog } from "./ForwardDialog.tsx";
import { MergeDialog } from "./MergeDialog.tsx";
import { MoveDialog } from "./MoveDialog.tsx";
import { SplitDialog } from "./SplitDialog.tsx";

const SaveAsTemplate = loadLate(async () => (await import("../ticket-templates/SaveAsTemplate.tsx")).SaveAsTemplate);
const SaveAsMacro = loadLate(async () => (await import("../macros/SaveAsMacro.tsx")).SaveAsMacro);

/** Everything that connects the open ticket with other tickets: banners, dialogs and actions. */
export function ConversationParts() {
  const t = useTexts();
  const { ticket } = useOpenTicket();
  const dialog = useStore(openDialog);
  const close = () => openDialog.set(null);
  useActions([
    {
      id: "ticket merge",
      section: t("actions.ticket"),
      label: t("merging.merge"),
      run: () => openDialog.set({ kind: "merge" }),
    },
    {
      id: "ticket template",
      section: t("actions.ticket"),
      label: t("templates.saveAs"),
      run: () => openDialog.set({ kind: "template" }),
    },
    ...(ticket.contact
      ? [
          {
            id: "ticket as customer",
            section: t("actions.ticket"),
            label: t("asCustomer.title"),
            run: () => openDialog.set({ kind: "customer" }),
          },
        ]
      : []),
  ]);
  return (
    <>
      <ConversationBanners ticket={ticket.id} />
      {dialog?.kind === "merge" && <MergeDialog ticket={ticket} onClose={close} />}
      {dialog?.kind === "template" && <SaveAsTemplate ticket={ticket} onClose={close} />}
      {dialog?.kind === "macro" && <SaveAsMacro ticket={ticket} message={dialog.message} onClose={close} />}
      {dialog?.kind === "customer" && <ViewAsCustomer ticket={ticket.id} onClose={close} />}
      {dialog?.kind === "move" && <MoveDialog ticket={ticket} comment={dialog.comment} onClose={close} />}
      {dialog?.kind === "forward" && <ForwardDialog ticket={ticket} comment={dialog.comment} onClose={close} />}
      {dialog?.kind === "split" && <SplitDialog ticket={ticket} comment={dialog.comment} onClose={close} />}
    </>
  );
}
