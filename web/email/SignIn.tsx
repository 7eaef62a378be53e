import "../lib/later-texts.ts";
import { Button, Group, Text, Title } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { OAUTH_PROVIDERS, type OAuthProvider } from "../../wire/mailbox-words.ts";
import { api } from "../lib/api.ts";
import { queryClient } from "../lib/query-client.ts";
import { serverSettingsQuery } from "../lib/server-settings.ts";
import { useTexts } from "../lib/texts.ts";
import { showError, showNotice } from "../ui/notices.ts";
import { type Mailbox, mailboxesQuery } from "./email-queries.ts";

const appSettings = (provider: OAuthProvider) =>
  [`MAIL_${provider.toUpperCase()}_CLIENT_ID`, `MAIL_${provider.toUpperCase()}_CLIENT_SECRET`] as const;

/** How a mailbox signs in to its servers, and the ways to change that. */
export function SignIn({ mailbox: { id, address, sign_in: signIn, origin, imap_origin } }: { mailbox: Mailbox }) {
  const t = useTexts();
  const connect = useMutation({
    mutationFn: (provider: OAuthProvider) => api.post("/mailboxes/{id}/authorize/", { provider }, { path: { id } }),
    onSuccess: ({ url }) => location.assign(url),
    onError: (error) => showError(error, t("failures.mailbox", { address })),
  });
  const disconnect = useMutation({
    mutationFn: () => api.post("/mailboxes/{id}/disconnect/", {}, { path: { id } }),
    onSuccess: async () => {
      await queryClient.invalidateQueries(mailboxesQuery);
      showNotice(t("email.disconnected", { address }));
    },
    onError: (error) => showError(error, t("failures.mailbox", { address })),
  });
  const { data: settings, error } = useQuery(serverSettingsQuery);
  const providers = settings || error ? OAUTH_PROVIDERS : [];
  const isConfigured = (provider: OAuthProvider) =>
    !settings || appSettings(provider).every((name) => settings.some((each) => each.name === name && each.is_set));
  // SMTP_URL and IMAP_URL set the servers of this mailbox at each start
  if (origin === "environment" || imap_origin === "environment") return null;
  return (
    <section>
      <Title order={4} size="h6">
        {t("email.signIn")}
      </Title>
      <Group justify="space-between" gap="xs">
        <Text size="sm" c="dimmed">
          {t(`email.signIns.${signIn}`)}
        </Text>
        <Group gap="xs">
          {signIn === "password" ? (
            providers.filter(isConfigured).map((provider) => (
              <Button
                key={provider}
                size="xs"
                variant="default"
                loading={connect.isPending && connect.variables === provider}
                onClick={() => connect.mutate(provider)}
              >
                {t(`email.connect.${provider}`)}
              </Button>
            ))
          ) : (
            <>
              <Button size="xs" variant="default" loading={connect.isPending} onClick={() => connect.mutate(signIn)}>
                {t("email.connectAgain")}
              </Button>
              <Button size="xs" variant="default" loading={disconnect.isPending} onClick={() => disconnect.mutate()}>
                {t("email.disconnect")}
              </Button>
            </>
          )}
        </Group>
      </Group>
      {signIn === "password" && <MissingApps providers={providers.filter((provider) => !isConfigured(provider))} />}
    </section>
  );
}

/** What an Admin has to set before a mailbox can be connected with a provider. */
function MissingApps({ providers }: { providers: readonly OAuthProvider[] }) {
  const t = useTexts();
  return providers.map((provider) => {
    const [id, secret] = appSettings(provider);
    return (
      <Text key={provider} size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
        {t(`email.appMissing.${provider}`, { id, secret })}
      </Text>
    );
  });
}
