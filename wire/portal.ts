import { endpoint } from "./endpoint.ts";
import { PublicTicket } from "./public-ticket.ts";

export const viewAsCustomer = endpoint({
  method: "POST",
  path: "/tickets/{id}/view_as_customer/",
  access: "user",
  permission: "ticket.view",
  tag: "Tickets",
  status: 200,
  summary: "See a ticket as its customer does",
  description:
    "Exactly what the help center shows to the ticket's contact. Recorded as the event `contact.viewed_as`. 404 if the contact sees nothing of it.",
  answer: PublicTicket,
  problems: [401, 404],
});
