import "../lib/later-texts.ts";
import { Button, Switch } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { momentIn, shortMomentOf } from "../lib/short-time.ts";
import { useTexts } from "../lib/texts.ts";
import { wallTimeOf } from "../lib/time.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { moveFocus } from "../ui/move-focus.ts";
import { useExactTime } from "../ui/use-exact-time.ts";
import { endSnooze, snooze, snoozeQuery } from "./change-snooze.ts";
import css from "./SnoozeDialog.module.css";
import type { SnoozeTarget } from "./snooze-asked.ts";
import { snoozeChoices } from "./snooze-times.ts";

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
    <Dialog
      onClose={onClose}
      size={380}
      title={`${t(isReminder ? "snooze.remindMe" : "snooze.until")} · ${target.ticket_number}`}
    >
      <Choices onTake={take} />
      <Exactly onTake={take} isReminder={isReminder} />
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
      {!isReminder && <p className={css.about}>{t("snooze.about")}</p>}
      {data?.created_at && (
        <Button
          variant="subtle"
          mt="sm"
          onClick={() => {
            onClose();
            void endSnooze(target, data.is_reminder ? "reminder" : "snooze");
          }}
        >
          {t(data.ended_at ? "snooze.remove" : data.is_reminder ? "snooze.endReminder" : "snooze.end")}
        </Button>
      )}
    </Dialog>
  );
}

type Take = (until: string | null) => void;

function Choices({ onTake }: { onTake: Take }) {
  const t = useTexts();
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: its buttons have the focus
    <div className={css.choices} onKeyDown={moveFocus}>
      {snoozeChoices().map(({ name, until }, n) => (
        <button
          key={name}
          type="button"
          className={css.choice}
          data-autofocus={n === 0 || undefined}
          onClick={() => onTake(until)}
        >
          {t(`snooze.${name}`)}
          <span>{shortMomentOf(until)}</span>
        </button>
      ))}
      <button type="button" className={css.choice} onClick={() => onTake(null)}>
        {t("snooze.reply")}
      </button>
    </div>
  );
}

function Exactly({ onTake, isReminder }: { onTake: Take; isReminder: boolean }) {
  const t = useTexts();
  const choices = snoozeChoices();
  const workday = choices.find(({ name }) => name === "monday") ?? choices[1];
  const { input, at, isEmpty, onSubmit } = useExactTime(onTake, wallTimeOf(workday!.until));
  return (
    <form className={css.exactly} onSubmit={onSubmit}>
      <input {...input} min={wallTimeOf(new Date())} aria-label={t("snooze.exactly")} />
      {/* browsers show the field in a format of their own */}
      <Button type="submit" variant="default" disabled={isEmpty}>
        {at
          ? t(isReminder ? "snooze.remindThen" : "snooze.untilThen", { when: momentIn(at) })
          : t(isReminder ? "snooze.remindMe" : "snooze.title")}
      </Button>
    </form>
  );
}
