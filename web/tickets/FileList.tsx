import "../lib/later-texts.ts";
import { IconDownload, IconFile, IconFileTypePdf, IconFileZip, IconPhoto } from "@tabler/icons-react";
import { useState } from "react";
import { sizeText } from "../lib/sizes.ts";
import { useTexts } from "../lib/texts.ts";
import { loadLate } from "../ui/load-late.tsx";
import css from "./FileList.module.css";
import { isPicture } from "./listed-files.ts";

interface ShownFile {
  id: string;
  name: string;
  size: number;
  file: string;
}

const INVITATION = /\.ics$/i;
const MAX_INVITATION = 500_000;
const InvitationCard = loadLate(async () => (await import("./InvitationCard.tsx")).InvitationCard);
const MAX_PREVIEWED = 20_000_000;

const iconFor = (name: string) =>
  /\.pdf$/i.test(name) ? IconFileTypePdf : /\.(zip|gz|7z|rar|tar)$/i.test(name) ? IconFileZip : IconFile;

/** Files with their sizes, to download. Pictures are shown. */
export function FileList({ files }: { files: readonly ShownFile[] }) {
  const t = useTexts();
  return (
    <ul className={css.files} aria-label={t("ticket.files")}>
      {files.map((file) => (
        <li key={file.id}>
          {INVITATION.test(file.name) && file.size < MAX_INVITATION && <InvitationCard id={file.id} file={file.file} />}
          <FileCard file={file} />
        </li>
      ))}
    </ul>
  );
}

function FileCard({ file }: { file: ShownFile }) {
  const t = useTexts();
  const [isBroken, setBroken] = useState(false);
  const isShown = isPicture(file.name) && file.size > 0 && file.size < MAX_PREVIEWED && !isBroken;
  const Picture = isBroken ? IconPhoto : iconFor(file.name);
  return (
    <a
      className={css.file}
      href={file.file}
      download={file.name}
      aria-label={t("ticket.download", { name: file.name, size: sizeText(file.size) })}
      title={file.name}
    >
      {isShown ? (
        <img
          className={css.picture}
          src={file.file}
          alt=""
          loading="lazy"
          decoding="async"
          onError={() => setBroken(true)}
        />
      ) : (
        <span className={css.icon}>
          <Picture size={22} stroke={1.5} aria-hidden />
        </span>
      )}
      <span className={css.about}>
        <span className={css.name} dir="auto">
          {file.name}
        </span>{" "}
        <span className={css.size}>{sizeText(file.size)}</span>
      </span>
      <IconDownload className={css.arrow} size={16} stroke={1.6} aria-hidden />
    </a>
  );
}
