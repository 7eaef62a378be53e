import type { PublicTicket } from "../../wire/public-ticket.ts";
import { MAX_REQUEST_FILES } from "./file-limit.ts";
import { fillPlaceholders } from "./texts.ts";
import type { SignedIn, Visit } from "./visit.ts";

export const MAX_SUBJECT = 200;
export const MAX_REQUEST_TEXT = 20_000;

// under which a form's text is kept; another customer in the same tab does not see it
export const newRequestOf = (visitor: SignedIn | null) => `${visitor?.contact ?? "guest"} new`;
export const replyOf = ({ contact }: SignedIn, { id }: PublicTicket) => `${contact} ${id}`;

/** The field for files, with its limits. */
export const fileField = ({ texts, docket }: Visit) =>
  `<label for="file">${texts.files}</label><input id="file" type="file" name="file" multiple aria-describedby="file-limit"><p class="small" id="file-limit">${fillPlaceholders(texts.fileLimit, { n: String(MAX_REQUEST_FILES), mb: String(Math.floor(docket.maxUploadBytes / 1024 / 1024)) })}</p>`;
