import "../lib/later-texts.ts";
import { Button, CopyButton, Group, Stack, Text, TextInput } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, Refusal } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import type { User } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { momentOf } from "../lib/time.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { showError } from "../ui/notices.ts";
import { ErrorState, LoadingLines } from "../ui/States.tsx";

type PasswordLink = AnswerOf<"GET", "/users/{id}/password_link/">;

const FAILURE_STATES = ["failed", "bounced", "suppressed", "cancelled"];

/** The link with which a user chooses a password: copy it, send it by email, or create a new one. */
export function PasswordLinkDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const t = useTexts();
  const queries = useQueryClient();
  const queryKey = ["password-link", user.id];
  const path = { path: { id: user.id } };
  const { data, error, refetch } = useQuery({
    queryKey,
    queryFn: ({ signal }) =>
      api.get("/users/{id}/password_link/", { ...path, signal }).catch((error: unknown) => {
        if (error instanceof Refusal && error.status === 404) return null;
        throw error;
      }),
    staleTime: 0,
    gcTime: 0,
  });
  const create = useMutation({
    mutationFn: (send: boolean) => api.post("/users/{id}/password_link/", { send }, path),
    onSuccess: (link) => queries.setQueryData(queryKey, link),
    onError: (error) => showError(error, t("failures.passwordLink", { name: user.full_name })),
  });
  return (
    <Dialog onClose={onClose} title={t("account.linkTitle", { name: user.full_name })}>
      <Stack>
        {error ? (
          <ErrorState error={error} onRetry={refetch} />
        ) : data === undefined ? (
          <LoadingLines lines={3} />
        ) : data ? (
          <Link link={data} name={user.full_name} />
        ) : (
          <Text size="sm">{t("account.noLink")}</Text>
        )}
        {data !== undefined && (
          <Group justify="flex-end" gap="xs">
            <Button variant="default" loading={create.isPending} onClick={() => create.mutate(false)}>
              {t(data ? "account.replaceLink" : "account.newLink")}
            </Button>
            {user.email && (
              <Button variant="default" loading={create.isPending} onClick={() => create.mutate(true)}>
                {t("account.newLinkSent")}
              </Button>
            )}
          </Group>
        )}
      </Stack>
    </Dialog>
  );
}

function Link({ link: { link, expires_at, email }, name }: { link: PasswordLink; name: string }) {
  const t = useTexts();
  const state = !email ? "notEmailed" : email.state === "held" ? "emailHeld" : "emailSent";
  return (
    <>
      <Text size="sm">{t("account.linkInvitation", { name, until: momentOf(expires_at) })}</Text>
      <TextInput label={t("account.link")} value={link} readOnly onFocus={(event) => event.currentTarget.select()} />
      <CopyButton value={link}>
        {({ copied, copy }) => (
          <Button
            onClick={copy}
            leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
          >
            {t(copied ? "account.copied" : "account.copy")}
          </Button>
        )}
      </CopyButton>
      <Text size="sm" c="dimmed" role="status">
        {email && FAILURE_STATES.includes(email.state)
          ? t("account.emailFailed", { address: email.address })
          : t(`account.${state}`, { name, address: email?.address })}
      </Text>
    </>
  );
}
