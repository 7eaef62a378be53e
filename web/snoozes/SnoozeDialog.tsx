import "../lib/later-texts.ts";
import { Button, Switch } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { shortMomentOf } from "../lib/short-time.ts";
import { useTexts } from "../lib/texts.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { useExactTime } from "../ui/use-exact-time.ts";
import { endSnooze, snooze, snoozeQuery } from "./change-snooze.ts";
import css from "./SnoozeDialog.module.css";
import type { SnoozeTarget } from "./snooze-asked.ts";
import { SNOOZE_CHOICES, snoozeUntil } from "./snooze-times.ts";

/** Asks when a ticket comes back to the user who snoozes it. */
export function SnoozeDialog({ target, onClose }: { target: SnoozeTarget; onClose(): void }) {
  const t = useTexts();
  const { data } = useQuery(snoozeQuery(target.id));
  const [isReminder, setReminder] = useState(false);
  const [endsOnReply, setEndsOnReply] = useState(true);
  const take = (until: string | null) => {
    onClose();
    void snooze(target, { until, until_reply: until === null || endsOnReply, is_reminder: isReminder });
  };
  return (
    <Dialog onClose={onClose} size={380} title={`${t("snooze.until")} · ${target.ticket_number}`}>
      <Choices onTake={take} />
      <Exactly onTake={take} />
      <div className={css.switches}>
        <Switch
          label={t("snooze.orReply")}
          checked={endsOnReply}
          onChange={(event) => setEndsOnReply(event.currentTarget.checked)}
        />
        <Switch
          label={t("snooze.remind")}
          description={t("snooze.remindAbout")}
          checked={isReminder}
          onChange={(event) => setReminder(event.currentTarget.checked)}
        />
      </div>
      {data?.created_at && (
        <Button
          variant="subtle"
          mt="sm"
          onClick={() => {
            onClose();
            void endSnooze(target);
          }}
        >
          {t(data.ended_at ? "snooze.remove" : "snooze.end")}
        </Button>
      )}
    </Dialog>
  );
}

type Take = (until: string | null) => void;

function Choices({ onTake }: { onTake: Take }) {
  const t = useTexts();
  return (
    <div className={css.choices}>
      {SNOOZE_CHOICES.map((choice, n) => (
        <button
          key={choice}
          type="button"
          className={css.choice}
          data-autofocus={n === 0 || undefined}
          onClick={() => onTake(snoozeUntil(choice))}
        >
          {t(`snooze.${choice}`)}
          <span>{shortMomentOf(snoozeUntil(choice))}</span>
        </button>
      ))}
      <button type="button" className={css.choice} onClick={() => onTake(null)}>
        {t("snooze.reply")}
      </button>
    </div>
  );
}

function Exactly({ onTake }: { onTake: Take }) {
  const t = useTexts();
  const { input, isEmpty, onSubmit } = useExactTime(onTake);
  return (
    <form className={css.exactly} onSubmit={onSubmit}>
      <input {...input} aria-label={t("snooze.exactly")} />
      <Button type="submit" variant="default" disabled={isEmpty}>
        {t("snooze.title")}
      </Button>
    </form>
  );
}
