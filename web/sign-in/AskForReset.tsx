import "../lib/later-texts.ts";
import { Alert, Button, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { api } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import { errorText } from "../ui/notices.ts";
import { UsernameInput } from "./UsernameInput.tsx";

/** Asks for a link by email. The message does not depend on whether there is such an account. */
export function AskForReset() {
  const t = useTexts();
  const request = useMutation({ mutationFn: (username: string) => api.post("/auth/password_reset/", { username }) });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    request.mutate(String(new FormData(event.currentTarget).get("username")));
  };
  if (request.isSuccess)
    return (
      <Alert role="status" variant="light" color="gray" c="var(--ink)">
        {t("account.onItsWay")}
      </Alert>
    );
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text size="sm">{t("account.forgotText")}</Text>
        {request.error && (
          <Alert color="red" role="alert" variant="light">
            {errorText(request.error)}
          </Alert>
        )}
        <UsernameInput />
        <Button type="submit" loading={request.isPending} fullWidth>
          {t("account.sendLink")}
        </Button>
      </Stack>
    </form>
  );
}
