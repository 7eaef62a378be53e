import { columnsOf, tracksOf } from "./columns.ts";
import { TableHead, TableRow } from "./TicketTable.tsx";

/** What a table is made of; fetched as one when somebody wants one. */
export const tableParts = { columnsOf, tracksOf, TableHead, TableRow };
