import "../lib/later-texts.ts";
import { Alert, Anchor, Button, PasswordInput, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useRouterState } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { api, Refusal } from "../lib/api.ts";
import { enterBy } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { ErrorState, LoadingLines } from "../ui/States.tsx";

/** Chooses a password with the link that was opened, and signs in. */
export function NewPassword() {
  const t = useTexts();
  const token = useRouterState({ select: ({ location }) => location.hash });
  const { data, error, refetch } = useQuery({
    queryKey: ["password-link", token],
    queryFn: ({ signal }) => api.post("/session/password_link/", { token }, { signal }),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const password = new FormData(event.currentTarget).get("password");
    setBusy(true);
    const outcome = await enterBy("/session/password/", { token, password });
    // another user may have been signed in here; none of their data may stay
    if (outcome === "in") return location.replace("/");
    setBusy(false);
    setProblem(outcome.problem ?? t("problems.unreachable"));
  };
  if (!token || (error instanceof Refusal && error.status === 400)) return <ExpiredLink />;
  if (error) return <ErrorState error={error} onRetry={refetch} />;
  if (!data) return <LoadingLines lines={4} />;
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text size="sm">
          {t(data.purpose === "invitation" ? "account.welcome" : "account.resetFor", {
            name: data.full_name,
            username: data.username,
          })}
        </Text>
        {problem !== null && (
          <Alert color="red" role="alert" variant="light">
            {problem}
          </Alert>
        )}
        <input type="text" name="username" autoComplete="username" value={data.username} readOnly hidden />
        <PasswordInput
          name="password"
          label={t("account.newPassword")}
          description={t("account.rules")}
          autoComplete="new-password"
          minLength={10}
          maxLength={4096}
          required
          withAsterisk={false}
          visibilityToggleButtonProps={{ "aria-label": t("account.showPassword") }}
          autoFocus
        />
        <Button type="submit" loading={isBusy} fullWidth>
          {t("account.setPassword")}
        </Button>
      </Stack>
    </form>
  );
}

function ExpiredLink() {
  const t = useTexts();
  return (
    <Stack>
      <Alert role="alert" variant="light" color="yellow" c="var(--ink)">
        {t("account.expired")}
      </Alert>
      <Anchor size="sm" renderRoot={(props) => <Link to="/password/$step" params={{ step: "forgot" }} {...props} />}>
        {t("account.askAgain")}
      </Anchor>
    </Stack>
  );
}
