import "../lib/later-texts.ts";
import { useEffect } from "react";
import { api } from "../lib/api.ts";
import { queryClient } from "../lib/query-client.ts";
import { useTexts } from "../lib/texts.ts";
import { showError, showNotice } from "../ui/notices.ts";
import { mailboxesQuery } from "./email-queries.ts";
import { useEmailSearch } from "./email-search.ts";

// a page may render twice, but a code works once
let lastText = "";

/** Completes the connection of a mailbox when Google or Microsoft sends an Admin back here. */
export function useConsent(): void {
  const t = useTexts();
  const { replace } = useEmailSearch();
  useEffect(() => {
    const search = location.search.slice(1);
    const parameters = new URLSearchParams(search);
    const isBack = parameters.has("state") && (parameters.has("code") || parameters.has("error"));
    if (!isBack || lastText === search) return;
    lastText = search;
    // removes the code from the address, and so from the history, at once
    replace({});
    void api.post("/mailboxes/connect/", { search }).then(
      async ({ id, address }) => {
        await queryClient.invalidateQueries(mailboxesQuery);
        replace({ mailbox: id });
        showNotice(t("email.connected", { address }));
      },
      (error: unknown) => showError(error, t("failures.connect")),
    );
  }, [t, replace]);
}
