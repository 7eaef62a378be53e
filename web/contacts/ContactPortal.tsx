import "../lib/later-texts.ts";
import { Button, Group, Stack, Switch, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { momentOf } from "../lib/time.ts";
import { RecordPart } from "../records/RecordFrame.tsx";
import { showError, showNotice } from "../ui/notices.ts";
import type { Contact } from "./ContactForm.tsx";
import { EraseContact } from "./EraseContact.tsx";
import { Participations } from "./Participations.tsx";
import { ViewContact } from "./ViewContact.tsx";

type Portal = AnswerOf<"GET", "/contacts/{id}/portal/">;

/** What a contact may do in the help center, their sign-ins, and the tickets that they are copied on. */
export function ContactPortal({ contact }: { contact: Contact }) {
  const t = useTexts();
  const user = useUser();
  const [isErasing, setErasing] = useState(false);
  const [isViewing, setViewing] = useState(false);
  const { data } = useQuery({
    queryKey: ["contact", contact.id, "portal"],
    queryFn: ({ signal }) => api.get("/contacts/{id}/portal/", { path: { id: contact.id }, signal }),
  });
  if (!data) return null;
  return (
    <RecordPart title={t("contacts.portal.title")}>
      <Stack gap="sm" p="md" align="flex-start">
        <SignIns contact={contact} portal={data} />
        <Choices contact={contact} portal={data} />
        <Participations contact={contact.id} />
        <Button size="compact-sm" variant="default" onClick={() => setViewing(true)}>
          {t("asCustomer.title")}
        </Button>
        {user.role === "Admin" && (
          <Button size="compact-sm" variant="subtle" color="red" onClick={() => setErasing(true)}>
            {t("contacts.erase.open")}
          </Button>
        )}
      </Stack>
      {isViewing && <ViewContact contact={contact} onClose={() => setViewing(false)} />}
      {isErasing && <EraseContact contact={contact} onClose={() => setErasing(false)} />}
    </RecordPart>
  );
}

function useSaved(contact: string) {
  const queries = useQueryClient();
  return (portal: Portal) => void queries.setQueryData(["contact", contact, "portal"], portal);
}

function SignIns({ contact: { id, name }, portal }: { contact: Contact; portal: Portal }) {
  const t = useTexts();
  const onSuccess = useSaved(id);
  const signOut = useMutation({
    mutationFn: () => api.post("/contacts/{id}/portal/sign_out/", {}, { path: { id } }),
    onSuccess: (portal) => {
      onSuccess(portal);
      showNotice(t("contacts.portal.signedOut", { name }));
    },
    onError: (error) => showError(error, t("failures.portal", { name })),
  });
  const { last_sign_in_at, sessions, has_password } = portal;
  return (
    <>
      <Text size="sm">
        {last_sign_in_at
          ? t("contacts.portal.lastSignIn", { time: momentOf(last_sign_in_at) })
          : t("contacts.portal.neverSignedIn")}
        {has_password && <> · {t("contacts.portal.hasPassword")}</>}
      </Text>
      {sessions > 0 && (
        <Group gap="xs">
          <Text size="sm">{t("contacts.portal.sessions", { count: sessions })}</Text>
          <Button size="compact-sm" variant="default" loading={signOut.isPending} onClick={() => signOut.mutate()}>
            {t("contacts.portal.signOut")}
          </Button>
        </Group>
      )}
    </>
  );
}

function Choices({ contact: { id, name, company }, portal }: { contact: Contact; portal: Portal }) {
  const t = useTexts();
  const onSuccess = useSaved(id);
  const change = useMutation({
    mutationFn: (changes: { sees_company_tickets?: boolean; receives_surveys?: boolean }) =>
      api.patch("/contacts/{id}/portal/", changes, { path: { id } }),
    onSuccess,
    onError: (error) => showError(error, t("failures.portal", { name })),
  });
  const isShared = portal.company_shares_tickets;
  return (
    <>
      {company && (
        <Switch
          size="sm"
          label={t("contacts.portal.seesCompany")}
          description={isShared ? t("contacts.portal.companyShares") : undefined}
          checked={isShared || portal.sees_company_tickets}
          disabled={isShared}
          onChange={({ currentTarget: { checked } }) => change.mutate({ sees_company_tickets: checked })}
        />
      )}
      <Switch
        size="sm"
        label={t("contacts.portal.surveys")}
        checked={portal.receives_surveys}
        onChange={({ currentTarget: { checked } }) => change.mutate({ receives_surveys: checked })}
      />
    </>
  );
}
