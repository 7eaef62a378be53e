import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { memo, type ReactNode } from "react";
import { type Translate, useTexts } from "../../lib/texts.ts";
import { relativeTo } from "../../lib/time.ts";
import type { InboxRow } from "../../rows/rows.ts";
import { PriorityMark } from "../../tickets/PriorityMark.tsx";
import { type PlainFieldName, plainFields, valueWords } from "../../tickets/plain-fields.ts";
import { StatusMark } from "../../tickets/StatusMark.tsx";
import { columnLabel } from "../labels.ts";
import { orderingAfterPress, sortedBy } from "../orderings.ts";
import { chooseNone, chooseThese, isNone, isSelected, useSelection } from "../selection.ts";
import { Asleep, Due, HeldReplyMark, LastWord, RowCheckbox, RowFrame, type RowProps } from "../TicketRow.tsx";
import { tagsOf } from "../tags.ts";
import { isSortable, type TableColumn } from "./columns.ts";
import styles from "./TicketTable.module.css";

interface HeadProps {
  columns: readonly TableColumn[];
  ordering: string;
  onOrdering(ordering: string): void;
  /** The loaded tickets. */
  ids: readonly string[];
}

/** The headings of the columns; a press on one sorts by it. */
export function TableHead({ columns, ordering, onOrdering, ids }: HeadProps) {
  const t = useTexts();
  const selection = useSelection();
  const { by, isDown } = sortedBy(ordering);
  return (
    // biome-ignore lint/a11y/useSemanticElements: of the grid, whose rows are no table's
    <div role="rowgroup" className={styles.head}>
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: its buttons are */}
      <div role="row" className={styles.columns} aria-rowindex={1}>
        {/* biome-ignore lint/a11y/useSemanticElements: as above */}
        {/* biome-ignore lint/a11y/useFocusableInteractive: as above */}
        <div role="columnheader" className={styles.all}>
          <label>
            <input
              type="checkbox"
              checked={ids.length > 0 && ids.every((id) => isSelected(selection, id))}
              onChange={() => (isNone(selection) ? chooseThese(ids) : chooseNone())}
              aria-label={t("inbox.do.chooseAll")}
              data-head
            />
          </label>
        </div>
        {columns.map((column) => (
          // biome-ignore lint/a11y/useSemanticElements: as above
          // biome-ignore lint/a11y/useFocusableInteractive: as above
          <div
            key={column}
            role="columnheader"
            className={styles.heading}
            data-column={column}
            aria-sort={isSortable(column) ? (column !== by ? "none" : isDown ? "descending" : "ascending") : undefined}
          >
            {isSortable(column) ? (
              <button type="button" data-head={column} onClick={() => onOrdering(orderingAfterPress(ordering, column))}>
                <span className={styles.name}>{columnLabel(t, column)}</span>
                {column === by &&
                  (isDown ? <IconArrowDown size={13} aria-hidden /> : <IconArrowUp size={13} aria-hidden />)}
              </button>
            ) : (
              <span className={styles.name}>{columnLabel(t, column)}</span>
            )}
          </div>
        ))}
      </div>
    </div>
  );
}

/** A ticket as a row of the table. */
export const TableRow = memo(function TableRow({ columns, ...props }: RowProps & { columns: readonly TableColumn[] }) {
  const t = useTexts();
  const { row, now, href } = props;
  return (
    <RowFrame {...props} className={styles.columns}>
      <RowCheckbox row={row} isChosen={props.isChosen} />
      {columns.map((column) => (
        // biome-ignore lint/a11y/useSemanticElements: as in the head
        // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
        <div key={column} role="gridcell" className={styles.cell} data-column={column}>
          {cellOf(column)({ row, now, href, t })}
        </div>
      ))}
    </RowFrame>
  );
});

interface Cell {
  row: InboxRow;
  now: number;
  href: string;
  t: Translate;
}

const ago = (at: string | null, now: number) =>
  at && <time dateTime={at}>{relativeTo(at, Math.max(now, Date.parse(at)), "narrow")}</time>;
const number = (n: number) => n > 0 && String(n);

type CellView = (cell: Cell) => ReactNode;

function cellOf(column: TableColumn): CellView {
  const own = CELLS[column];
  if (own) return own;
  const entry = plainFields().find(([name]) => name === column)!;
  const value = (row: InboxRow) => row[entry[0] as "category"];
  return entry[1].kind === "instant"
    ? ({ row, now }) => ago(value(row), now)
    : ({ row, t }) => valueWords(t, entry, value(row));
}

const CELLS: Record<Exclude<TableColumn, PlainFieldName>, CellView> & Partial<Record<PlainFieldName, CellView>> = {
  ticket_number: ({ row }) => row.ticket_number,
  subject: ({ row, href, now }) => (
    <span className={styles.named}>
      <a className={styles.subject} href={href} tabIndex={-1}>
        {row.subject}
      </a>
      <Asleep row={row} now={now} />
      <HeldReplyMark row={row} />
    </span>
  ),
  company_name: ({ row }) => row.company_name,
  contact_name: ({ row }) => row.contact_name,
  status: ({ row }) => <StatusMark status={row.status} />,
  priority: ({ row }) => <PriorityMark priority={row.priority} />,
  assigned_to_name: ({ row, t }) => row.assigned_to_name ?? <i>{t("inbox.unassigned")}</i>,
  due_date: ({ row, now }) => <Due row={row} now={now} isAsked isBare />,
  updated_at: ({ row, now }) => ago(row.updated_at, now),
  created_at: ({ row, now }) => ago(row.created_at, now),
  resolved_at: ({ row, now }) => ago(row.resolved_at, now),
  first_response_at: ({ row, now }) => ago(row.first_response_at, now),
  tags: ({ row }) => (
    <span className={styles.tags}>
      {tagsOf(row.tags).map((tag) => (
        <span key={tag} className={styles.tag}>
          {tag}
        </span>
      ))}
    </span>
  ),
  comments_count: ({ row }) => number(row.comments_count),
  attachments_count: ({ row }) => number(row.attachments_count),
  last_comment: ({ row }) => <LastWord row={row} />,
};
