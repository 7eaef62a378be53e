import "../lib/later-texts.ts";
import { Button, Group, Stack, Text, Title } from "@mantine/core";
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
              <Group justify="space-between" gap="xs" mb={4}>
                <Title order={3} size="h5">
                  {t("email.sourceAndHeaders")}
                </Title>
                {data.raw !== null && data.is_whole && (
                  <Button size="compact-xs" variant="default" onClick={() => download(data.raw!, email.id)}>
                    {t("email.download")}
                  </Button>
                )}
              </Group>
              {data.raw === null ? t("email.sourceDeleted") : <pre className={css.text}>{data.raw}</pre>}
              {!data.is_whole && <Text size="sm">{t("email.notWhole")}</Text>}
            </section>
          </>
        ) : (
          <LoadingLines lines={8} />
        )}
      </Stack>
    </SideSheet>
  );
}

/** Saves the source as a file, which mail programs open. Each of its characters is a byte. */
function download(raw: string, id: string): void {
  const bytes = Uint8Array.from(raw, (character) => character.charCodeAt(0));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type: "message/rfc822" }));
  link.download = `${id}.eml`;
  link.click();
  URL.revokeObjectURL(link.href);
}

const listOf = (people: ArrivedEmail["to"]) =>
  people.map(({ name, address }) => (name ? `${name} <${address}>` : address)).join(", ");

function About({ email }: { email: ArrivedEmail }) {
  const t = useTexts();
  const { from_address: address, from_name: name, matched_by: match, matched_text: matchedText, auth } = email;
  const facts = [
    [t("email.from"), address && listOf([{ name: name ?? "", address }])],
    [t("email.to"), listOf(email.to)],
    [t("email.cc"), listOf(email.cc)],
    [t("email.arrived"), momentOf(email.received_at)],
    [t("email.joinedBecause"), match && [t(`email.joined.${match}`), matchedText].filter(Boolean).join(": ")],
    [t("email.genuine"), auth && t("email.genuineDetail", { ...auth, proof: t(`email.proof.${auth.verdict}`) })],
  ] as const;
  return <Facts facts={facts} />;
}
