import "../lib/later-texts.ts";
import { Button, Group, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { may } from "../../wire/permissions.ts";
import { api, Refusal } from "../lib/api.ts";
import { profileChanged, type User, useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { showError, showNotice } from "../ui/notices.ts";
import { isStale } from "../ui/use-saving.ts";

const FIELDS = [
  ["first_name", "given-name"],
  ["last_name", "family-name"],
  ["email", "email"],
  ["phone", "tel"],
  ["department", "organization"],
] as const;

export function ProfileForm() {
  const t = useTexts();
  const user = useUser();
  const [version, setVersion] = useState(user.updated_at);
  const save = useMutation({
    mutationFn: (values: Partial<User>) =>
      api.patch("/users/me/", values, version === undefined ? {} : { headers: { "if-match": `"${version}"` } }),
    onSuccess: (user) => {
      profileChanged(user);
      setVersion(user.updated_at);
      showNotice(t("settings.saved"));
    },
    onError: (error) => {
      if (isStale(error)) {
        setVersion(String(error.body.version));
        showError(error, t("items.changedMeanwhile"));
      } else if (!(error instanceof Refusal && error.status === 400)) showError(error, t("failures.profile"));
    },
  });
  const wrong = (name: string) => (save.error instanceof Refusal ? save.error.field(name) : null);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    save.mutate(Object.fromEntries(new FormData(event.currentTarget)) as Partial<User>);
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text size="sm" c="dimmed">
          {t(may(user, "user.manage") ? "settings.profileAboutAdmin" : "settings.profileAbout", {
            username: user.username,
            role: t(`roles.${user.role}`),
          })}
        </Text>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          {FIELDS.map(([name, autoComplete]) => (
            <TextInput
              key={name}
              name={name}
              label={t(`settings.fields.${name}`)}
              defaultValue={user[name] ?? ""}
              autoComplete={autoComplete}
              error={wrong(name)}
            />
          ))}
        </SimpleGrid>
        <Group justify="flex-end">
          <Button type="submit" loading={save.isPending}>
            {t("common.save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
