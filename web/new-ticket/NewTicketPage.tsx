import "../lib/later-texts.ts";
import { useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import { api } from "../lib/api.ts";
import { useStore } from "../lib/store.ts";
import { ErrorState, LoadingLines } from "../ui/States.tsx";
import { NewTicketForm } from "./NewTicketForm.tsx";
import type { NewDraft } from "./new-draft.ts";
import { useNewDraft } from "./use-new-draft.ts";

export function NewTicketPage() {
  const { draft, isFresh, problem } = useNewDraft();
  const { state } = useStore(draft.now);
  const search = useSearch({ strict: false }) as { company?: string; contact?: string };
  useFromAddress(draft, isFresh && state !== "loading", search);
  if (state !== "loading") return <NewTicketForm draft={draft} />;
  return problem ? (
    <ErrorState error={problem} onRetry={() => void draft.refresh().catch(() => {})} />
  ) : (
    <LoadingLines lines={8} />
  );
}

/** Fills in the company and contact that the address names. */
function useFromAddress(
  draft: NewDraft,
  isReady: boolean,
  { company, contact }: { company?: string; contact?: string },
) {
  useEffect(() => {
    if (!isReady) return;
    if (!company) {
      // for a contact without a company
      if (contact && draft.now.get().fields.contact !== contact)
        draft.fill({ company: null, companyName: null, contact, zone: null });
      return;
    }
    if (draft.now.get().fields.company === company) return;
    void api
      .get("/companies/{id}/", { path: { id: company } })
      .then(({ id, name }) => draft.fill({ company: id, companyName: name, contact: contact ?? null, zone: null }))
      .catch(() => {});
  }, [draft, isReady, company, contact]);
}
