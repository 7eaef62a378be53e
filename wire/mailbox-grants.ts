import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { choice, text } from "./fields.ts";
import { OAUTH_PROVIDERS } from "./mailbox-words.ts";
import { Mailbox } from "./mailboxes.ts";

export const authorizeFields = { provider: choice(OAUTH_PROVIDERS, { example: "google" }) };
export const connectFields = {
  search: text({
    max: 8_000,
    example: "code=4%2F0AVG7fiQ&state=zJ4bq0Xv",
    description: "The query of the address to which the provider sent the Admin back.",
  }),
};

const admin = { access: "admin", permission: "mailbox.manage", tag: "Mailboxes", status: 200 } as const;
export const authorizeMailbox = endpoint({
  ...admin,
  method: "POST",
  path: "/mailboxes/{id}/authorize/",
  summary: "Start connecting a mailbox with Google or Microsoft",
  description:
    "Open the URL in the Admin's browser. The provider sends the Admin back to `/settings/email` of PUBLIC_URL. Send the query of that address to `/mailboxes/connect/` within ten minutes.",
  body: authorizeFields,
  answer: z.object({
    url: z.url().meta({ examples: ["https://accounts.google.com/o/oauth2/v2/auth?client_id=docket"] }),
  }),
  problems: [400, 401, 403, 404, 409],
});
export const connectMailbox = endpoint({
  ...admin,
  method: "POST",
  path: "/mailboxes/connect/",
  summary: "Complete the connection of a mailbox",
  description:
    "Only the Admin who began the connection can complete it, once. It sets the mailbox's servers to those of the provider.",
  body: connectFields,
  answer: Mailbox,
  problems: [400, 401, 403, 409],
});
export const disconnectMailbox = endpoint({
  ...admin,
  method: "POST",
  path: "/mailboxes/{id}/disconnect/",
  summary: "Disconnect a mailbox from Google or Microsoft",
  description: "Deletes the stored tokens. The mailbox uses its password again.",
  answer: Mailbox,
  problems: [401, 403, 404],
});
