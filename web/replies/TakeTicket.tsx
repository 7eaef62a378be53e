import "../lib/later-texts.ts";
import { Checkbox } from "@mantine/core";
import { changePreferences } from "../lib/preferences.ts";
import { useTexts } from "../lib/texts.ts";
import { showNotSaved } from "../ui/notices.ts";
import css from "./TakeTicket.module.css";

/** Assigns a ticket that nobody has to the author of the reply. The choice is remembered. */
export function TakeTicket({ isOn }: { isOn: boolean }) {
  const t = useTexts();
  return (
    <Checkbox
      size="xs"
      className={css.take}
      checked={isOn}
      onChange={({ currentTarget: { checked } }) =>
        void changePreferences({ assign_on_reply: checked }).catch(showNotSaved)
      }
      label={t("ticket.assignToMe")}
    />
  );
}
