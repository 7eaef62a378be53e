import "../lib/later-texts.ts";
import { Button, Group, Stack, Switch, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTexts } from "../lib/texts.ts";
import { Dialog } from "../ui/Dialog.tsx";
import type { ViewChanges } from "./change-views.ts";

interface Props {
  title: string;
  view?: { name: string; is_shared: boolean };
  onClose(): void;
  /** True when it is saved. */
  onSave(values: ViewChanges): Promise<boolean>;
}

/** Asks for a view's name, and whether everyone sees it. */
export function ViewDialog({ title, view, onClose, onSave }: Props) {
  const t = useTexts();
  const [isBusy, setBusy] = useState(false);
  const [name, setName] = useState(view?.name ?? "");
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    if (await onSave({ name: name.trim(), is_shared: form.get("shared") !== null })) onClose();
    setBusy(false);
  };
  return (
    <Dialog onClose={onClose} title={title}>
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label={t("savedViews.name")}
            value={name}
            onChange={({ currentTarget: { value } }) => setName(value)}
            maxLength={100}
            required
            withAsterisk={false}
            autoComplete="off"
            data-autofocus
          />
          <Switch
            name="shared"
            label={t("savedViews.shared")}
            description={t("savedViews.sharedText")}
            defaultChecked={view?.is_shared}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("common.cancel")}
            </Button>
            <Button type="submit" loading={isBusy} disabled={!name.trim()}>
              {t("common.save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
