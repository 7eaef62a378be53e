import { errorLines, type FieldErrors, invalid, Problem } from "../../wire/problems.ts";

/** Builds the condition of stored filters, and reports their errors under the field `filters`. */
export function checkFilters(build: () => unknown): void {
  try {
    build();
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 400) throw error;
    throw invalid({ filters: errorLines(error.body as FieldErrors) });
  }
}
