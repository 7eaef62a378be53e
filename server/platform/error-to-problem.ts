import pg from "pg";
import { badRequest, invalid, notFound, Problem, tooLarge, unavailable } from "../../wire/problems.ts";
import { DatabaseUnavailable } from "./database.ts";

// SQLSTATE classes and codes for problems of the database, whatever the request: connection (08), a standby that takes
// no writes (25006), conflicts between transactions (40, 55P03), memory, disk or connections (53), a stop or a timeout
// (57), its own files (58, F0, XX). 23503: another transaction deleted a row that the server itself refers to; if the
// request named the row, danglingReference answers 400.
const DATABASE_FAULT = /^(08|25006|40|23503|53|55P03|57|58|F0|XX)/;

/** The Problem that an error is for the client; null if the error is a bug. */
export function toProblem(error: unknown): Problem | null {
  if (error instanceof Problem) return error;
  if (error instanceof DatabaseUnavailable) return unavailable();
  if (error instanceof pg.DatabaseError) return ofDatabase(error);
  const { code = "", statusCode, message = "" } = error as { code?: string; statusCode?: number; message?: string };
  if (code === "FST_ERR_BAD_URL" || code === "FST_ERR_ASYNC_CONSTRAINT") return notFound();
  if (statusCode === 413) return tooLarge("The request body is too large.");
  if (statusCode && statusCode >= 400 && statusCode < 500) return badRequest(message);
  return null;
}

function ofDatabase(error: pg.DatabaseError): Problem | null {
  const { code = "" } = error;
  // no check caught a text that PostgreSQL cannot store, or a value out of range
  if (code === "22021" || code === "22P05") return badRequest("Null characters are not allowed.");
  return danglingReference(error) ?? (DATABASE_FAULT.test(code) ? unavailable() : null);
}

/** The request refers to something that was deleted after the check. */
function danglingReference({ code, table, constraint, detail }: pg.DatabaseError): Problem | null {
  if (code !== "23503" || !constraint?.startsWith(`${table}_`)) return null;
  const field = constraint.slice(table!.length + 1).replace(/_fkey$/, "");
  const [, column, value] = /\((\w+)\)=\(([^)]*)\)/.exec(detail ?? "") ?? [];
  return column === field ? invalid({ [field]: [`Invalid pk "${value}" - object does not exist.`] }) : null;
}
