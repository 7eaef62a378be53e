import { Menu } from "@mantine/core";
import {
  IconBolt,
  IconCheck,
  IconDots,
  IconFlag,
  IconForms,
  IconProgressCheck,
  IconRestore,
  IconTag,
  IconTrash,
  IconUser,
  IconUsersGroup,
  IconX,
} from "@tabler/icons-react";
import { useLayoutEffect, useRef } from "react";
import "../lib/later-texts.ts";
import { useActions } from "../lib/actions.ts";
import { useTexts } from "../lib/texts.ts";
import { numberOf } from "../lib/time.ts";
import { type ListQuery, useRowCount } from "../rows/rows.ts";
import { plainFields } from "../tickets/plain-fields.ts";
import { RESOLVE_KEY } from "../tickets/ticket-keys.ts";
import { Keys } from "../ui/Keys.tsx";
import { tip } from "../ui/tip.ts";
import { countText } from "../views/views.ts";
import styles from "./BulkTools.module.css";
import { showBoxes } from "./choosing.ts";
import { focusList } from "./end-change.ts";
import { kindLabel } from "./labels.ts";
import type { ChangeKind } from "./pending-change.ts";
import { chooseAll, chooseNone, useSelection } from "./selection.ts";
import { isOfTrash, type ListSelection, useChangeActions, useSelectionChanges } from "./use-changes.ts";

const KINDS = [
  ["status", IconProgressCheck],
  ["priority", IconFlag],
  ["assignee", IconUser],
  ["team", IconUsersGroup],
  ["tags", IconTag],
] as const satisfies [ChangeKind, unknown][];
/** Plain fields that can be set for many tickets; the team has its own place above. */
const otherKinds = () =>
  plainFields().flatMap(([name, { kind, isBulk }]) =>
    isBulk && kind === "choice" && name !== "assigned_team" ? [name as ChangeKind] : [],
  );

/** The number of selected tickets, and a button for each action. */
export function BulkTools({ list, chosen }: { list: ListQuery; chosen: ListSelection }) {
  const t = useTexts();
  const { isAll } = useSelection();
  const total = useRowCount(list);
  useKeys(list);
  const { ask, resolve, remove, restore } = useSelectionChanges(list, undefined);
  const bar = useEnd();
  return (
    <div ref={bar} className={styles.bar}>
      <div className={styles.line}>
        <strong>
          {isAll && total?.is_capped
            ? t("items.chosenAll", { shown: countText(total) })
            : t("bulk.chosen", { count: chosen.count, shown: numberOf(chosen.count) })}
          <Leavers count={chosen.count} />
        </strong>
        {!isAll && total && total.count > chosen.count && (
          <button type="button" className={styles.all} onClick={chooseAll}>
            {t("bulkOutcome.chooseAll", { count: total.count, shown: countText(total) })}
          </button>
        )}
        <button type="button" className={styles.none} onClick={chooseNone} {...tip(t("look.none"), "Escape")}>
          <IconX size={16} aria-hidden />
        </button>
      </div>
      <div className={styles.line}>
        {isOfTrash(list) && (
          <button type="button" className={styles.restore} onClick={restore}>
            <IconRestore size={15} stroke={1.7} aria-hidden />
            {t("bulk.do.restore")}
          </button>
        )}
        {!isOfTrash(list) && (
          <>
            <ResolveAll onClick={resolve} />
            {KINDS.map(([kind, Picture]) => (
              <button key={kind} type="button" onClick={() => ask(kind)} aria-haspopup="dialog">
                <Picture size={15} stroke={1.7} aria-hidden />
                {kindLabel(t, kind)}
              </button>
            ))}
            {otherKinds().map((kind) => (
              <button key={kind} type="button" onClick={() => ask(kind)} aria-haspopup="dialog">
                <IconForms size={15} stroke={1.7} aria-hidden />
                {kindLabel(t, kind)}
              </button>
            ))}
            <button type="button" onClick={() => ask("macro")} aria-haspopup="dialog">
              <IconBolt size={15} stroke={1.7} aria-hidden />
              {t("macros.one")}
            </button>
            <More onDelete={remove} />
          </>
        )}
      </div>
    </div>
  );
}

/** The list gets the focus when the bar goes that has it; the boxes of its rows go, too. */
function useEnd() {
  const bar = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const own = bar.current;
    return () => {
      showBoxes(false);
      if (own?.contains(document.activeElement)) requestAnimationFrame(focusList);
    };
  }, []);
  return bar;
}

/** Says that the user's own change removed selected tickets from the view. */
function Leavers({ count }: { count: number }) {
  const t = useTexts();
  const { leavers } = useSelection();
  if (!leavers?.size) return null;
  return (
    <span className={styles.leavers}>
      {" · "}
      {leavers.size === count
        ? t("bulkOutcome.leftView")
        : t("bulkOutcome.someLeftView", { number: numberOf(leavers.size) })}
    </span>
  );
}

/** The keys for the selected tickets; they also work while the list is empty. */
function useKeys(list: ListQuery): void {
  const t = useTexts();
  useChangeActions(list, undefined, { isOffered: true, onNone: chooseNone });
  useActions([
    {
      id: "inbox none",
      section: t("inbox.tickets"),
      label: t("look.none"),
      keys: "Escape",
      run: chooseNone,
      isKeyOnly: true,
    },
  ]);
}

/** What is rarely wanted, so that it is not pressed by mistake. */
function More({ onDelete }: { onDelete(): void }) {
  const t = useTexts();
  return (
    <Menu position="top-end" shadow="md">
      <Menu.Target>
        <button type="button" className={styles.more} aria-label={t("ticket.more")}>
          <IconDots size={16} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item color="red" leftSection={<IconTrash size={15} stroke={1.7} aria-hidden />} onClick={onDelete}>
          {t("bulk.do.delete")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function ResolveAll({ onClick }: { onClick(): void }) {
  const t = useTexts();
  return (
    <button type="button" className={styles.resolve} onClick={onClick}>
      <IconCheck size={15} stroke={1.7} aria-hidden />
      {t("bulk.do.resolve")}
      <Keys of={RESOLVE_KEY} />
    </button>
  );
}
