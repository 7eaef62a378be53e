import "../lib/later-texts.ts";
import { ActionIcon, Button, Fieldset, Group, Stack, Text } from "@mantine/core";
import { IconFile, IconPaperclip, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { sizeText } from "../lib/sizes.ts";
import { useTexts } from "../lib/texts.ts";
import { upload } from "../lib/upload.ts";
import { FormProblem } from "../ui/FormFoot.tsx";
import { showError } from "../ui/notices.ts";
import { PickFiles } from "../ui/PickFiles.tsx";
import css from "./SavedFiles.module.css";

export interface MacroFile {
  id: string;
  name: string;
  size: number;
  file: string;
}

interface Props {
  files: readonly MacroFile[];
  hint: string;
  problem: string | null;
  /** `change` gets the list at that time and returns the next one. */
  onChange(change: (files: readonly MacroFile[]) => MacroFile[]): void;
}

/** The files of a macro or a ticket template. A new one is uploaded at once, and belongs to it when the form is saved. */
export function SavedFiles({ files, hint, problem, onChange }: Props) {
  const t = useTexts();
  const [uploading, setUploading] = useState(0);
  const add = async (files: readonly File[]) => {
    setUploading((count) => count + files.length);
    for (const file of files) {
      const uploadedFile = await send(file).catch((error: unknown) => showError(error, t("macros.fileNotAdded")));
      if (uploadedFile) onChange((before) => [...before, uploadedFile]);
      setUploading((count) => count - 1);
    }
  };
  return (
    <Fieldset legend={t("macros.files")}>
      <Stack gap="xs">
        <Text size="sm" c="dimmed">
          {hint}
        </Text>
        {files.length > 0 && (
          <ul className={css.files} aria-label={t("macros.files")}>
            {files.map((file) => (
              <FileLine
                key={file.id}
                file={file}
                onRemove={() => onChange((before) => before.filter(({ id }) => id !== file.id))}
              />
            ))}
          </ul>
        )}
        <FormProblem>{problem}</FormProblem>
        <Group>
          <PickFiles onFiles={(files) => void add(files)}>
            {(props) => (
              <Button
                {...props}
                variant="default"
                size="compact-sm"
                loading={uploading > 0}
                leftSection={<IconPaperclip size={14} aria-hidden />}
              >
                {t("macros.addFiles")}
              </Button>
            )}
          </PickFiles>
        </Group>
      </Stack>
    </Fieldset>
  );
}

function send(file: File): Promise<MacroFile> {
  const form = new FormData();
  form.set("file", file);
  return upload<MacroFile>("/draft-files/", form, { onProgress: () => {}, signal: new AbortController().signal });
}

function FileLine({ file: { name, size, file }, onRemove }: { file: MacroFile; onRemove(): void }) {
  const t = useTexts();
  return (
    <li className={css.file}>
      <IconFile size={18} stroke={1.5} aria-hidden />
      <a href={file} dir="auto">
        {name}
      </a>
      <small>{sizeText(size)}</small>
      <ActionIcon size={24} aria-label={t("macros.removeFile", { name })} onClick={onRemove}>
        <IconX size={14} aria-hidden />
      </ActionIcon>
    </li>
  );
}
