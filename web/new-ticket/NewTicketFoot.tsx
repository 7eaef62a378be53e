import "../lib/later-texts.ts";
import { Button, FileButton } from "@mantine/core";
import { IconPaperclip } from "@tabler/icons-react";
import { useRef } from "react";
import { useStore } from "../lib/store.ts";
import { useTexts } from "../lib/texts.ts";
import { uploadsOf } from "../replies/uploads.ts";
import type { NewDraft } from "./new-draft.ts";
import classes from "./new-ticket.module.css";
import { SendAsEmail } from "./SendAsEmail.tsx";

/** Below the text: the files, and whether the customer gets it by email. */
export function NewTicketFoot({ draft }: { draft: NewDraft }) {
  const t = useTexts();
  const { fields } = useStore(draft.now);
  const uploads = uploadsOf(draft);
  const forgetChosen = useRef<() => void>(null);
  return (
    <div className={classes.foot}>
      <FileButton
        multiple
        resetRef={forgetChosen}
        onChange={(files) => {
          uploads.add(files);
          forgetChosen.current?.();
        }}
      >
        {(props) => (
          <Button {...props} variant="subtle" color="gray" leftSection={<IconPaperclip size={16} aria-hidden />}>
            {t("newTicket.addFiles")}
          </Button>
        )}
      </FileButton>
      <SendAsEmail fields={fields} change={draft.fill} />
    </div>
  );
}
