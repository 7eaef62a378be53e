import "../lib/later-texts.ts";
import { Badge, Button, Divider, Group, PasswordInput, Stack, Text, Title } from "@mantine/core";
import { IconDeviceDesktop, IconDeviceMobile } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef } from "react";
import { api, Refusal } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { profileChanged, signedOut, useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { momentOf, relativeTo } from "../lib/time.ts";
import { showError, showNotice } from "../ui/notices.ts";
import { ErrorState, LoadingLines } from "../ui/States.tsx";
import { browserOf } from "./browser-name.ts";
import classes from "./settings.module.css";

export function SecurityPart() {
  return (
    <Stack gap="xl">
      <PasswordForm />
      <Divider />
      <Sessions />
    </Stack>
  );
}

function PasswordForm() {
  const t = useTexts();
  const form = useRef<HTMLFormElement>(null);
  const change = usePasswordChange(() => form.current?.reset());
  const refusal = change.error instanceof Refusal ? change.error : null;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const values = new FormData(event.currentTarget);
    change.mutate({
      old_password: String(values.get("old_password")),
      new_password: String(values.get("new_password")),
    });
  };
  const show = { "aria-label": t("account.showPassword") };
  const oldWrong = refusal?.field("old_password") ?? null;
  const newWrong = refusal?.field("new_password") ?? (refusal && !oldWrong ? refusal.message : null);
  return (
    <form onSubmit={submit} ref={form}>
      <Stack>
        <Title order={2} size="h4">
          {t("settings.password")}
        </Title>
        <PasswordInput
          name="old_password"
          label={t("settings.oldPassword")}
          autoComplete="current-password"
          required
          withAsterisk={false}
          error={oldWrong}
          visibilityToggleButtonProps={show}
        />
        <PasswordInput
          name="new_password"
          label={t("settings.newPassword")}
          description={t("settings.newPasswordHint")}
          autoComplete="new-password"
          required
          withAsterisk={false}
          error={newWrong}
          visibilityToggleButtonProps={show}
        />
        <Group justify="flex-end">
          <Button type="submit" loading={change.isPending}>
            {t("settings.changePassword")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function usePasswordChange(onChanged: () => void) {
  const t = useTexts();
  const user = useUser();
  return useMutation({
    mutationFn: (values: { old_password: string; new_password: string }) => api.post("/users/change_password/", values),
    onSuccess: () => {
      onChanged();
      profileChanged({ ...user, has_weak_password: false });
      showNotice(t("settings.passwordChanged"));
    },
    onError: (error) => {
      if (!(error instanceof Refusal && error.status === 400)) showError(error, t("failures.password"));
    },
  });
}

function Sessions() {
  const t = useTexts();
  const { data, error, refetch } = useQuery({
    queryKey: ["sessions"],
    queryFn: ({ signal }) => api.get("/session/all/", { signal }),
    staleTime: 0,
  });
  const endAll = useMutation({
    mutationFn: () => api.remove("/session/all/"),
    onSuccess: signedOut,
    onError: (error) => showError(error, t("failures.sessions")),
  });
  if (error) return <ErrorState error={error} onRetry={refetch} />;
  if (!data) return <LoadingLines lines={3} />;
  return (
    <Stack>
      <Title order={2} size="h4">
        {t("settings.sessions")}
      </Title>
      <ul className={classes.sessions}>
        {data.results.map((session) => (
          <SessionLine key={session.id} session={session} />
        ))}
      </ul>
      <Group justify="flex-end">
        <Button variant="default" color="red" loading={endAll.isPending} onClick={() => endAll.mutate()}>
          {t("settings.signOutEverywhere")}
        </Button>
      </Group>
    </Stack>
  );
}

type Session = AnswerOf<"GET", "/session/all/">["results"][number];

function SessionLine({ session: { id, user_agent, created_at, last_used_at, is_current } }: { session: Session }) {
  const t = useTexts();
  const queries = useQueryClient();
  const name = browserOf(user_agent) || t("settings.unknownClient");
  const end = useMutation({
    mutationFn: () => api.remove("/session/all/{id}/", { path: { id } }),
    onSuccess: () => showNotice(t("settings.sessionEnded", { name })),
    onError: (error) => showError(error, t("failures.session", { name })),
    onSettled: () => queries.invalidateQueries({ queryKey: ["sessions"] }),
  });
  const Picture = /Android|iOS/.test(name) ? IconDeviceMobile : IconDeviceDesktop;
  return (
    <li className={classes.session}>
      <Picture size={22} stroke={1.5} aria-hidden />
      <div>
        <Group gap="xs">
          <Text size="sm" fw="var(--w-strong)" title={user_agent}>
            {name}
          </Text>
          {is_current && (
            <Badge size="sm" variant="light">
              {t("settings.thisOne")}
            </Badge>
          )}
        </Group>
        <Text size="xs" c="dimmed">
          {t("settings.sessionTimes", { since: momentOf(created_at), used: relativeTo(last_used_at) })}
        </Text>
      </div>
      {!is_current && (
        <Button
          size="compact-sm"
          variant="default"
          loading={end.isPending}
          onClick={() => end.mutate()}
          aria-label={t("settings.endSession", { name })}
        >
          {t("session.signOut")}
        </Button>
      )}
    </li>
  );
}
