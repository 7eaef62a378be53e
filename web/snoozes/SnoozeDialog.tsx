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
import { endSnooze, type Snooze, snooze, snoozeQuery, snoozeWords } from "./change-snooze.ts";
import css from "./SnoozeDialog.module.css";
import type { SnoozeTarget } from "./snooze-asked.ts";
import { snoozeChoices } from "./snooze-times.ts";

/** Asks when a ticket comes back to the user who snoozes it. What is set already can be changed or removed. */
export function SnoozeDialog({ target, onClose }: { target: SnoozeTarget; onClose(): void }) {
  const t = useTexts();
  const { data } = useQuery(snoozeQuery(target.id));
  const now = data?.created_at ? data : null;
  const [kind, setReminder] = useState<boolean | null>(null);
  const [ending, setEndsOnReply] = useState<boolean | null>(null);
  const isReminder = kind ?? now?.is_reminder ?? false;
  const endsOnReply = ending ?? (now && !now.ended_at ? now.until_reply : true);
  const take = (until: string | null) => {
    onClose();
    void snooze(target, { until, until_reply: until === null || endsOnReply, is_reminder: isReminder });
  };
  const end = () => {
    onClose();
    void endSnooze(target, now?.is_reminder ? "reminder" : "snooze");
  };
  return (
    <Dialog
      onClose={onClose}
      size={380}
      title={`${t(isReminder ? "snooze.remindMe" : "snooze.until")} · ${target.ticket_number}`}
    >
      {now && <Now snooze={now} onEnd={end} />}
      <Choices onTake={take} />
      <Exactly key={now?.until} onTake={take} isReminder={isReminder} now={now?.ended_at ? null : now?.until} />
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
    </Dialog>
  );
}

/** What is set now, and the button that removes it. */
function Now({ snooze, onEnd }: { snooze: Snooze; onEnd(): void }) {
  const t = useTexts();
  return (
    <div className={css.now}>
      <span>{snoozeWords(t, snooze)}</span>
      <Button size="compact-sm" variant="default" onClick={onEnd}>
        {t(snooze.ended_at ? "snooze.remove" : snooze.is_reminder ? "snooze.endReminder" : "snooze.end")}
      </Button>
    </div>
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

/** `now`: the time that is set already. */
function Exactly({ onTake, isReminder, now }: { onTake: Take; isReminder: boolean; now: string | null | undefined }) {
  const t = useTexts();
  const choices = snoozeChoices();
  const workday = choices.find(({ name }) => name === "monday") ?? choices[1];
  const { input, at, isEmpty, onSubmit } = useExactTime(onTake, wallTimeOf(now ?? workday!.until));
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
