import "../lib/later-texts.ts";
import { useQuery } from "@tanstack/react-query";
import { checklistQuery } from "../checklists/checklist-query.ts";
import { useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { TemplateForm } from "./TemplateForm.tsx";
import { emptyTemplate } from "./template-queries.ts";

interface Source {
  id: string;
  subject: string;
  description: string;
  category: string;
  priority: string;
  assigned_team: string;
  tags: string;
}

interface Props {
  ticket: Source;
  onClose(): void;
}

/** Makes a template of a ticket. Whom the ticket was about is left out; what remains can be changed before it is saved. */
export function SaveAsTemplate({ ticket, onClose }: Props) {
  const t = useTexts();
  const user = useUser();
  const { subject, description, category, priority, assigned_team, tags } = ticket;
  const { data: checklist, isPending } = useQuery(checklistQuery(ticket.id));
  if (isPending) return null;
  const steps = checklist?.results.map(({ text }) => text) ?? [];
  const fields = Object.fromEntries(
    Object.entries({ category, priority, assigned_team, tags }).filter(([, value]) => value),
  );
  return (
    <Dialog onClose={onClose} size="xl" title={t("templates.saveAs")} closeOnClickOutside={false}>
      <TemplateForm
        id={null}
        initial={{
          ...emptyTemplate(user.role),
          name: subject.slice(0, 100),
          subject,
          description,
          fields,
          checklist: steps,
        }}
        onClose={onClose}
      />
    </Dialog>
  );
}
