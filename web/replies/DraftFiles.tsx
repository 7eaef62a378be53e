import "../lib/later-texts.ts";
import { ActionIcon, Progress } from "@mantine/core";
import { IconFile, IconRefresh, IconX } from "@tabler/icons-react";
import { sizeText } from "../lib/sizes.ts";
import { useStore } from "../lib/store.ts";
import { useTexts } from "../lib/texts.ts";
import css from "./DraftFiles.module.css";
import type { Upload, Uploads } from "./uploads.ts";
import type { DraftFile } from "./written.ts";

/** The files of a draft: uploaded, uploading or failed. */
export function DraftFiles({
  files,
  uploads,
  onRemove,
}: {
  files: readonly DraftFile[];
  uploads: Uploads;
  /** Removes the file from the text, too. */
  onRemove(file: DraftFile): void;
}) {
  const t = useTexts();
  const onTheirWay = useStore(uploads.now);
  if (files.length + onTheirWay.length === 0) return null;
  return (
    <ul className={css.files} aria-label={t("replies.files")}>
      {files.map((file) => (
        <li key={file.id} className={css.file}>
          <Preview file={file} />
          <span className={css.name} dir="auto">
            {file.name}
          </span>
          <small>{sizeText(file.size)}</small>
          <ActionIcon
            size={24}
            aria-label={t("replies.removeFile", { name: file.name })}
            onClick={() => {
              onRemove(file);
              uploads.remove(file);
            }}
          >
            <IconX size={14} aria-hidden />
          </ActionIcon>
        </li>
      ))}
      {onTheirWay.map((each) => (
        <OnItsWay key={each.key} upload={each} uploads={uploads} />
      ))}
    </ul>
  );
}

function Preview({ file }: { file: DraftFile }) {
  if (!/\.(png|jpe?g|gif|webp|avif)$/i.test(file.name)) return <IconFile size={18} stroke={1.5} aria-hidden />;
  return <img src={file.file} alt="" className={css.preview} />;
}

function OnItsWay({ upload: { key, file, part, problem }, uploads }: { upload: Upload; uploads: Uploads }) {
  const t = useTexts();
  const { name } = file;
  return (
    <li className={css.file} data-wrong={problem !== null || undefined}>
      <IconFile size={18} stroke={1.5} aria-hidden />
      <span className={css.name} dir="auto">
        {name}
      </span>
      {problem === null ? (
        <Progress
          value={Math.round(part * 100)}
          w={70}
          size="sm"
          aria-label={t("replies.uploading", { name })}
          transitionDuration={150}
        />
      ) : (
        <>
          <small role="alert">{problem}</small>
          <ActionIcon size={24} aria-label={t("replies.retryFile", { name })} onClick={() => uploads.retry(key)}>
            <IconRefresh size={14} aria-hidden />
          </ActionIcon>
        </>
      )}
      <ActionIcon size={24} aria-label={t("replies.cancelFile", { name })} onClick={() => uploads.cancel(key)}>
        <IconX size={14} aria-hidden />
      </ActionIcon>
    </li>
  );
}
