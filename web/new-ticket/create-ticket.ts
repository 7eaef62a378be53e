import "../lib/later-texts.ts";
import { hasAddress } from "../email/contact-address.ts";
import { api } from "../lib/api.ts";
import { t } from "../lib/texts.ts";
import { type AttemptKeys, startAttempts } from "../replies/attempts.ts";
import { showError } from "../ui/notices.ts";
import type { NewDraft } from "./new-draft.ts";
import type { NewTicket } from "./new-ticket.ts";

const bodyOf = ({
  companyName: _company,
  contactName: _contact,
  zoneName: _zone,
  checklist: _checklist,
  tags,
  company,
  sendsEmail: _sends,
  cc: _cc,
  bcc: _bcc,
  mailbox: _mailbox,
  ...fields
}: NewTicket) => ({
  ...fields,
  ...(company && { company }),
  tags: tags.join(", "),
});

const attempts = new WeakMap<NewDraft, AttemptKeys>();

/**
 * Creates the ticket of a draft, only once even if the request is repeated after lost responses. Null if another window has
 * changed the draft or created its ticket: then the user is asked first.
 */
export async function createTicketOf(draft: NewDraft, description: string | undefined) {
  const { fields, files, state } = draft.now.get();
  if (state === "conflict" || (state === "saved" && !(await draft.checkConflict()))) return null;
  const body = bodyOf({ ...fields, description: description ?? fields.description });
  const attempt = attempts.get(draft) ?? startAttempts();
  attempts.set(draft, attempt);
  const headers = { "idempotency-key": attempt.keyFor(JSON.stringify(body)) };
  const ticket = await api.post("/tickets/", body as Record<string, string>, { headers });
  attempt.done();
  await addChecklist(ticket.id, fields.checklist);
  const attachedFiles = files.length > 0 ? await takeFiles(ticket.id, files) : [];
  if (fields.sendsEmail && fields.contact && (await hasAddress(fields.contact)))
    await sendDescription(ticket.id, fields, attachedFiles);
  return ticket;
}

// steps after the creation: the ticket exists even if they fail

async function addChecklist(id: string, checklist: readonly string[]): Promise<void> {
  const steps = checklist.filter((step) => step.trim() !== "");
  if (steps.length === 0) return;
  await api
    .post("/tickets/{id}/checklist/", { steps }, { path: { id } })
    .catch((error) => showError(error, t("checklist.notSaved")));
}

async function takeFiles(id: string, files: readonly { id: string }[]): Promise<string[]> {
  try {
    const body = { files: files.map(({ id }) => id) };
    const { results } = await api.post("/tickets/{id}/take_files/", body, { path: { id } });
    return results.map(({ id }) => id);
  } catch (error) {
    showError(error, t("newTicket.filesNotTaken"));
    return [];
  }
}

async function sendDescription(id: string, { cc, bcc, mailbox }: NewTicket, files: string[]): Promise<void> {
  await api
    .post("/tickets/{id}/send_description/", { cc, bcc, mailbox, files }, { path: { id } })
    .catch((error) => showError(error, t("newTicket.emailNotSent")));
}
