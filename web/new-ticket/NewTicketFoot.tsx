import "../lib/later-texts.ts";
import { Button } from "@mantine/core";
import { IconPaperclip } from "@tabler/icons-react";
import { useStore } from "../lib/store.ts";
import { useTexts } from "../lib/texts.ts";
import { uploadsOf } from "../replies/uploads.ts";
import { PickFiles } from "../ui/PickFiles.tsx";
import type { NewDraft } from "./new-draft.ts";
import classes from "./new-ticket.module.css";
import { SendAsEmail } from "./SendAsEmail.tsx";

/** Below the text: the files, and whether the customer gets it by email. */
export function NewTicketFoot({ draft }: { draft: NewDraft }) {
  const t = useTexts();
  const { fields } = useStore(draft.now);
  const uploads = uploadsOf(draft);
  return (
    <div className={classes.foot}>
      <PickFiles onFiles={(files) => uploads.add(files)}>
        {(props) => (
          <Button {...props} variant="subtle" color="gray" leftSection={<IconPaperclip size={16} aria-hidden />}>
            {t("newTicket.addFiles")}
          </Button>
        )}
      </PickFiles>
      <SendAsEmail fields={fields} change={draft.fill} />
    </div>
  );
}
