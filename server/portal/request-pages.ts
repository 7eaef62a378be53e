import type { FastifyInstance } from "fastify";
import { email } from "../../wire/fields.ts";
import { notFound } from "../../wire/problems.ts";
import type { PublicTicket } from "../../wire/public-ticket.ts";
import { parseUuid } from "../../wire/python-values.ts";
import { roleOnTicket } from "../access/contact-role.ts";
import { publicTicket } from "../access/public-ticket.ts";
import type { NewFile } from "../attachments/receive-file.ts";
import { formWithFiles } from "./form-files.ts";
import { createAsGuest, guestPage } from "./guest-request.ts";
import { create, newPage } from "./new-request-page.ts";
import { MAX_REQUEST_TEXT } from "./request-fields.ts";
import { listRequests } from "./request-list.ts";
import { PLACES, requestPage } from "./request-page.ts";
import { NEWEST_ORDER } from "./request-status.ts";
import { addColleague, reopenRequest, replyToRequest, solveRequest } from "./requests.ts";
import { rateTicket } from "./survey-pages.ts";
import { formOf, type Portal, redirect, type SignedIn, servePage, signedIn, type Visit } from "./visit.ts";

export function serveRequestPages(http: FastifyInstance, portal: Portal): void {
  servePage(http, portal, "requests/", { show: signedIn(listRequests) });
  servePage(http, portal, "requests/new/", {
    show: async (visit) => (visit.visitor ? newPage(visit, visit.visitor, {}) : guestPage(visit)),
    submit: async (visit) => (visit.visitor ? create(portal, visit, visit.visitor) : createAsGuest(portal, visit)),
  });
  servePage(http, portal, "requests/:id/", {
    show: signedIn(async (visit, visitor) => requestPage(visit, visitor, await ticketOf(visit, visitor))),
  });
  servePage(http, portal, "requests/:id/reply/", { submit: onTicket(portal, reply) });
  servePage(http, portal, "requests/:id/solved/", {
    submit: onTicket(
      portal,
      ownOnly((visit, visitor, { id }) =>
        withMessage(visit, async (message) => {
          await solveRequest(visit.db, visitor, id, message);
          return "solved";
        }),
      ),
    ),
  });
  servePage(http, portal, "requests/:id/reopen/", {
    submit: onTicket(
      portal,
      ownOnly((visit, visitor, { id }) =>
        withMessage(visit, async (message) => {
          if (message.text) await replyToRequest(visit.db, visitor, id, { ...message, role: "contact" });
          else await reopenRequest(visit.db, visitor, id);
          return "reopened";
        }),
      ),
    ),
  });
  servePage(http, portal, "requests/:id/rating/", { submit: onTicket(portal, ownOnly(rateTicket)) });
  servePage(http, portal, "requests/:id/colleague/", { submit: onTicket(portal, ownOnly(addOne)) });
}

async function ticketOf({ db, params }: Visit, { contact }: SignedIn): Promise<PublicTicket> {
  const id = parseUuid(params.id ?? "");
  const ticket = id ? await publicTicket(db, id, contact) : null;
  if (!ticket) throw notFound();
  return ticket;
}

// biome-ignore lint/suspicious/noConfusingVoidType: most changes have nothing to say
type Change = (visit: Visit, visitor: SignedIn, ticket: PublicTicket) => Promise<string | void>;

/** A form that changes a ticket of the contact. It redirects to the ticket, with a message about the result. */
const onTicket = ({ attempts }: Portal, change: Change) =>
  signedIn(async (visit, visitor) => {
    const ticket = await ticketOf(visit, visitor);
    await attempts.take("portal_write", visitor.contact);
    const note = await change(visit, visitor, ticket);
    return redirect(
      visit,
      `requests/${ticket.id}/${note ? `?note=${note}` : ""}#${PLACES[note ?? ""] ?? NEWEST_ORDER}`,
    );
  });

/** An action that only the ticket's own contact has; people in Cc can only reply. */
const ownOnly =
  (change: Change): Change =>
  async (visit, visitor, ticket) => {
    if ((await roleOnTicket(visit.db, ticket.id, visitor.contact)) !== "contact") throw notFound();
    return change(visit, visitor, ticket);
  };

/** Reads the message in a form, passes it on, and drops files that were not used. */
async function withMessage<T>(
  visit: Visit,
  work: (message: { text: string; files: readonly NewFile[] }) => Promise<T>,
): Promise<T> {
  const { fields, files, drop } = await formWithFiles(visit);
  try {
    return await work({ text: (fields.text ?? "").slice(0, MAX_REQUEST_TEXT), files });
  } finally {
    await drop();
  }
}

async function reply(visit: Visit, visitor: SignedIn, { id }: PublicTicket): Promise<"sent" | undefined> {
  const role = await roleOnTicket(visit.db, id, visitor.contact);
  return withMessage(visit, async (message) => {
    if (!message.text) return;
    await replyToRequest(visit.db, visitor, id, { ...message, role });
    return "sent";
  });
}

async function addOne(visit: Visit, visitor: SignedIn, { id }: PublicTicket): Promise<string> {
  const { address = "" } = await formOf(visit);
  if ("error" in email().read(address, { zone: "UTC" })) return "refused";
  return addColleague(visit.db, visitor, id, address);
}
