import { columnsOf, tracksOf } from "./columns.ts";
import { TableHead, TableRow } from "./TicketTable.tsx";

/** The components of the table, loaded together when it is first shown. */
export const tableParts = { columnsOf, tracksOf, TableHead, TableRow };
