import { Alert, Button, Center, Paper, PasswordInput, Stack, TextInput, Title } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { signIn, useIsLeftUntold } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { Logo } from "../shell/Logo.tsx";

export function SignInPage() {
  const t = useTexts();
  const navigate = useNavigate();
  const { to } = useSearch({ strict: false }) as { to?: string };
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const isLeftUntold = useIsLeftUntold();
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    const answer = await signIn(String(form.get("username")), String(form.get("password")));
    setBusy(false);
    if (answer === "in") return navigate({ to: to?.startsWith("/") && !to.startsWith("//") ? to : "/", replace: true });
    setProblem(answer.problem ?? t("problems.unreachable"));
  };
  return (
    <Center component="main" mih="100dvh" p="md" id="page">
      <Paper withBorder p="xl" w="100%" maw={400} shadow="sm">
        <Stack>
          <Logo />
          <Title order={1} size="h3">
            {t("session.signIn")}
          </Title>
          {isLeftUntold && (
            <Alert color="yellow" role="status" variant="light" c="var(--ink)">
              {t("session.leftHere")}
            </Alert>
          )}
          <form onSubmit={submit}>
            <Stack>
              {problem !== null && (
                <Alert color="red" role="alert" variant="light">
                  {problem}
                </Alert>
              )}
              <TextInput
                name="username"
                label={t("session.username")}
                autoComplete="username"
                autoCapitalize="none"
                spellCheck={false}
                required
                withAsterisk={false}
                data-autofocus
                autoFocus
              />
              <PasswordInput
                name="password"
                label={t("session.password")}
                autoComplete="current-password"
                required
                withAsterisk={false}
                visibilityToggleButtonProps={{ "aria-label": t("session.showPassword") }}
              />
              <Button type="submit" loading={isBusy} fullWidth>
                {t("session.signIn")}
              </Button>
            </Stack>
          </form>
        </Stack>
      </Paper>
    </Center>
  );
}
