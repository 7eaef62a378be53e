import type { Page } from "playwright-core";
import { type Caller, makeCompany, makeTicket, type TestReply } from "../test/world.ts";
import { type BrowserDesk, goLive, openDesk } from "./desk.ts";
import { TALK } from "./talk.ts";

/** A desk with one company, for journeys on a ticket's page. */
export interface BrowserTicketDesk extends BrowserDesk {
  /** Creates a ticket of the company and returns its ID. */
  newTicket(values?: Record<string, unknown>): Promise<string>;
  show(id: string): Promise<TestReply["body"]>;
  comment(id: string, text: string, isInternal?: boolean, by?: Caller): Promise<unknown>;
  /** Adds many comments by one user. `%s` in the text becomes the number of the comment. */
  talk(id: string, count: number, text: string): Promise<unknown>;
}

export async function openTicketDesk(): Promise<BrowserTicketDesk> {
  const desk = await openDesk();
  const { company, contact } = await makeCompany(desk.admin, "Harbour Hotel");
  return {
    ...desk,
    newTicket: async (values = {}) => (await makeTicket(desk.tom, company.id, { contact: contact.id, ...values })).id,
    show: async (id) => (await desk.admin.get(`/tickets/${id}/`)).body,
    comment: (id, text, isInternal = false, by = desk.fay) =>
      by.post(`/tickets/${id}/add_comment/`, { text, is_internal: isInternal }),
    talk: (id, count, text) => desk.database.pool.query(TALK, [id, desk.fay.id, count, text]),
  };
}

/** Opens the page of a ticket and waits until it follows live events. */
export async function goToTicket(page: Page, id: string, subject = "Zone offline"): Promise<void> {
  await goLive(page, `/tickets/${id}`);
  await page.getByRole("heading", { level: 1, name: subject }).waitFor();
}
