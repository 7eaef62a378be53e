import "../lib/later-texts.ts";
import { Alert, Anchor, Button, PasswordInput, Stack } from "@mantine/core";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { openUnasked } from "../lib/open-unasked.ts";
import { enterBy, pageAfter, useHasUnreportedSignOut } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { DemoAccounts, firstTicket } from "./DemoAccounts.tsx";
import { SignInFrame } from "./SignInFrame.tsx";
import { UsernameInput } from "./UsernameInput.tsx";

export function SignInPage() {
  const t = useTexts();
  const navigate = useNavigate();
  const { to } = useSearch({ strict: false }) as { to?: string };
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const hasUnreportedSignOut = useHasUnreportedSignOut();
  const target = to?.startsWith("/") && !to.startsWith("//") ? to : "/";
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    await enter(form.get("username"), form.get("password"), target);
  };
  const enter = async (username: unknown, password: unknown, next: string) => {
    setBusy(true);
    const answer = await enterBy("/session/", { username, password });
    setBusy(false);
    if (answer === "in") return navigate({ to: pageAfter(next), replace: true });
    setProblem(answer.problem ?? t("problems.unreachable"));
  };
  return (
    <SignInFrame title={t("account.signIn")}>
      {hasUnreportedSignOut && (
        <Alert color="yellow" role="status" variant="light" c="var(--ink)">
          {t("account.leftHere")}
        </Alert>
      )}
      <form onSubmit={submit}>
        <Stack>
          {problem !== null && (
            <Alert color="red" role="alert" variant="light">
              {problem}
            </Alert>
          )}
          <Credentials />
          <Button type="submit" loading={isBusy} fullWidth>
            {t("account.signIn")}
          </Button>
        </Stack>
      </form>
      <Anchor size="sm" renderRoot={(props) => <Link to="/password/$step" params={{ step: "forgot" }} {...props} />}>
        {t("account.forgot")}
      </Anchor>
      <DemoAccounts
        onChoose={(user, password) => {
          const ticket = target === "/" ? firstTicket(user) : null;
          if (ticket) openUnasked.add(ticket);
          void enter(user.username, password, ticket ? `/tickets/${ticket}?view=all` : target);
        }}
      />
    </SignInFrame>
  );
}

function Credentials() {
  const t = useTexts();
  return (
    <>
      <UsernameInput />
      <PasswordInput
        name="password"
        label={t("account.password")}
        autoComplete="current-password"
        required
        withAsterisk={false}
        visibilityToggleButtonProps={{ "aria-label": t("account.showPassword") }}
      />
    </>
  );
}
