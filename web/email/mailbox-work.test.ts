import { expect, test } from "vitest";
import { workOf } from "./mailbox-work.ts";

const [smtp, imap] = ["smtp.docket.test", "imap.docket.test"];

test.each([
  [smtp, imap, "both"],
  [smtp, "", "sends"],
  ["", imap, "fetches"],
])("a mailbox with the servers “%s” and “%s” is listed by what it does", (smtp_host, imap_host, work) => {
  expect(workOf({ smtp_host, imap_host })).toBe(work);
});
