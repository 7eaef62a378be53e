import "../../lib/later-texts.ts";
import { Button, Popover } from "@mantine/core";
import { IconCalendar } from "@tabler/icons-react";
import { type ComponentProps, useId, useState } from "react";
import { shortMomentOf } from "../../lib/short-time.ts";
import { useTexts } from "../../lib/texts.ts";
import { momentOf, wallTimeOf } from "../../lib/time.ts";
import { MadeOnPress } from "../../ui/MadeOnPress.tsx";
import { useExactTime } from "../../ui/use-exact-time.ts";
import { isOpenStatus, useOpenTicket } from "../ticket-context.ts";
import { dueAt, dueChoices } from "./due.ts";
import css from "./fields.module.css";

interface Props {
  /** With an icon instead of the label. */
  isShort?: boolean;
}

/** When a ticket is due: quick choices, or any time. */
export function DueField({ isShort = false }: Props) {
  const id = useId();
  const { problems } = useOpenTicket();
  const button = { isShort, problemId: problems.due_date ? id : undefined };
  return (
    <div>
      <MadeOnPress
        plain={(press) => <DueButton {...button} aria-haspopup="dialog" aria-expanded={false} onClick={press} />}
      >
        {() => <DuePopover {...button} />}
      </MadeOnPress>
      {problems.due_date && (
        <div id={id} className={css.problem} role="alert">
          {problems.due_date}
        </div>
      )}
    </div>
  );
}

type ButtonProps = ComponentProps<"button"> & Required<Props> & { problemId: string | undefined };

function DueButton({ isShort, problemId, ...props }: ButtonProps) {
  const t = useTexts();
  const { ticket } = useOpenTicket();
  const due = ticket.due_date;
  const none = t(isShort ? "ticket.noDueDate" : "common.none");
  const when = due && (isShort ? shortMomentOf(due) : momentOf(due));
  const text = when && isShort ? t("due.at", { when }) : (when ?? none);
  const overdue = ticket.is_overdue && t("ticket.overdue");
  return (
    <button
      type="button"
      // the words that are shown are part of it
      aria-label={[!(when && isShort) && `${t("fields.due_date")}:`, text, overdue].filter(Boolean).join(" ")}
      aria-describedby={problemId}
      data-short={isShort || undefined}
      data-late={ticket.is_overdue || undefined}
      {...props}
      className={css.button}
    >
      {isShort && <IconCalendar size={16} className={css.icon} aria-hidden />}
      {when ? `${text} ` : <span className={css.none}>{text}</span>}
      {due && overdue && <small>{overdue}</small>}
    </button>
  );
}

function DuePopover(button: Pick<ButtonProps, "isShort" | "problemId">) {
  const t = useTexts();
  const { ticket, change } = useOpenTicket();
  const [isOpen, setOpen] = useState(false);
  const due = ticket.due_date;
  const set = (at: string | null) => {
    setOpen(false);
    if (at !== due) change("due_date", { due_date: at }, { is_overdue: isPast(at) && isOpenStatus(ticket.status) });
  };
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-start" shadow="md" trapFocus returnFocus width={260}>
      <Popover.Target>
        <DueButton {...button} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)} />
      </Popover.Target>
      <Popover.Dropdown aria-label={t("fields.due_date")} p="xs">
        <DueChoices due={due} onSet={set} />
      </Popover.Dropdown>
    </Popover>
  );
}

function DueChoices({ due, onSet }: { due: string | null; onSet(at: string | null): void }) {
  const t = useTexts();
  return (
    <>
      <div className={css.quick}>
        {dueChoices().map((choice) => (
          <Button key={choice} size="compact-sm" variant="default" onClick={() => onSet(dueAt(choice))}>
            {t(`due.${choice}`)}
          </Button>
        ))}
      </div>
      <ExactTime due={due} onSet={onSet} />
      {due && (
        <Button size="compact-sm" variant="subtle" color="red" fullWidth mt={6} onClick={() => onSet(null)}>
          {t("due.clear")}
        </Button>
      )}
      <p className={css.about}>{t("due.about")}</p>
    </>
  );
}

const isPast = (at: string | null): boolean => at !== null && new Date(at).getTime() < Date.now();

function ExactTime({ due, onSet }: { due: string | null; onSet(at: string): void }) {
  const t = useTexts();
  const { input, isEmpty, onSubmit } = useExactTime(onSet, wallTimeOf(due ?? dueAt(dueChoices()[1]!)));
  return (
    <form className={css.exactly} onSubmit={onSubmit}>
      <input {...input} aria-label={t("due.exactly")} />
      <Button type="submit" size="compact-sm" disabled={isEmpty}>
        {t("common.save")}
      </Button>
    </form>
  );
}
