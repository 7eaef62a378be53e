import { endpoint } from "./endpoint.ts";

const own = {
  method: "POST",
  access: "user",
  permission: "ticket.view",
  tag: "Participants",
  status: 204,
  problems: [401, 404],
} as const;

export const followTicket = endpoint({
  ...own,
  path: "/tickets/{id}/follow/",
  summary: "Follow a ticket",
  description: "You are notified of every reply and note, as chosen for the notification `followed`.",
});
export const unfollowTicket = endpoint({
  ...own,
  path: "/tickets/{id}/unfollow/",
  summary: "Stop following a ticket",
});
