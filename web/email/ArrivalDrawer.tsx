import "../lib/later-texts.ts";
import { Stack, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { api } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import { momentOf } from "../lib/time.ts";
import { Facts } from "../records/Facts.tsx";
import { CleanHtml } from "../ui/CleanHtml.tsx";
import { SideSheet } from "../ui/Dialog.tsx";
import { ErrorState, LoadingLines } from "../ui/States.tsx";
import type { ArrivedEmail } from "./conversation-query.ts";
import css from "./EmailDrawer.module.css";

interface Props {
  ticket: string;
  email: ArrivedEmail;
  onClose(): void;
}

/** The whole email behind a message: its addresses and authentication, the quoted part, and its source with all headers. */
export function ArrivalDrawer({ ticket, email, onClose }: Props) {
  const t = useTexts();
  const { data, error, refetch } = useQuery({
    queryKey: ["incoming-whole", email.id],
    queryFn: ({ signal }) =>
      api.get("/tickets/{id}/incoming-emails/{incoming}/", { path: { id: ticket, incoming: email.id }, signal }),
  });
  return (
    <SideSheet onClose={onClose} size="lg" title={email.subject || t("email.title")}>
      <Stack>
        <About email={email} />
        {error ? (
          <ErrorState error={error} onRetry={refetch} />
        ) : data ? (
          <>
            {data.quoted_html && (
              <section>
                <Title order={3} size="h5" mb={4}>
                  {t("email.quoted")}
                </Title>
                <CleanHtml text={data.quoted_html} />
              </section>
            )}
            <section>
              <Title order={3} size="h5" mb={4}>
                {t("email.sourceAndHeaders")}
              </Title>
              {data.raw === null ? t("email.sourceDeleted") : <pre className={css.text}>{data.raw}</pre>}
            </section>
          </>
        ) : (
          <LoadingLines lines={8} />
        )}
      </Stack>
    </SideSheet>
  );
}

const listOf = (people: ArrivedEmail["to"]) =>
  people.map(({ name, address }) => (name ? `${name} <${address}>` : address)).join(", ");

function About({ email }: { email: ArrivedEmail }) {
  const t = useTexts();
  const { from_address: address, from_name: name, matched_by: match, matched_text: matched, auth } = email;
  const facts = [
    [t("email.from"), address && listOf([{ name: name ?? "", address }])],
    [t("email.to"), listOf(email.to)],
    [t("email.cc"), listOf(email.cc)],
    [t("email.arrived"), momentOf(email.received_at)],
    [t("email.matched"), match && [t(`email.matches.${match}`), matched].filter(Boolean).join(": ")],
    [t("email.verdict"), auth && t(`email.verdicts.${auth.verdict}`)],
    ["SPF · DKIM · DMARC", auth && `${auth.spf} · ${auth.dkim} · ${auth.dmarc}`],
  ] as const;
  return <Facts facts={facts} />;
}
