import { insertEvents } from "../events/events.ts";

/** The text of an insert of events: emails that an Admin has to decide about, or has decided about, from the rows of `source`. */
export const incomingUpdated = (source: string, actor = "null"): string =>
  insertEvents("incoming.updated", source, { actor, about: `${source}.id`, triggers: "false" });
