import { CONTACT_KINDS } from "../../wire/email-words.ts";
import { insertEvents } from "../events/events.ts";

/** The text of an insert of events: the new states of emails to customers, from the changed rows of `source`. */
export const emailUpdated = (source: string): string =>
  insertEvents(
    "email.updated",
    `${source}
     where ${source}.ticket is not null and ${source}.kind in (${CONTACT_KINDS.map((kind) => `'${kind}'`).join(", ")})`,
    {
      actor: "null",
      ticket: `${source}.ticket`,
      about: `${source}.id`,
      changes: `jsonb_build_object('state', jsonb_build_array(null, ${source}.state))`,
    },
  );
