import "../lib/later-texts.ts";
import { useTexts } from "../lib/texts.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { MacroForm } from "./MacroForm.tsx";
import { textOfMessage } from "./text-of-message.ts";

/** A message that a macro can be made of. */
export interface MacroSource {
  id: string;
  text: string;
  author_name: string | null;
  is_internal: boolean;
}

interface Props {
  message: MacroSource;
  ticket: { subject: string; contact_name: string | null; company_name: string | null };
  onClose(): void;
}

const MAX_NAME = 100;

/** Makes a macro of a message. Names of this customer become placeholders, and all of it can be changed before it is saved. */
export function SaveAsMacro({ message, ticket, onClose }: Props) {
  const t = useTexts();
  const names = { contact: ticket.contact_name, company: ticket.company_name, agent: message.author_name };
  const language = document.documentElement.lang || "en";
  const content = {
    name: ticket.subject.slice(0, MAX_NAME),
    texts: { [language]: textOfMessage(message.text, names) },
    is_internal: message.is_internal,
  };
  return (
    <Dialog onClose={onClose} size="xl" title={t("macros.saveAs")} closeOnClickOutside={false}>
      <MacroForm id={null} from={{ keptAs: message.id, content }} onClose={onClose} />
    </Dialog>
  );
}
