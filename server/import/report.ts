import { closeSync, openSync, writeSync } from "node:fs";
import type { ImportOutcome, ModelCount } from "./import.ts";
import type { Cause, Level, Remark } from "./remarks.ts";
import type { Verdict } from "./verify.ts";

const WORDS: Record<Level, string> = {
  refused: "Left out",
  incomplete: "Incomplete",
  kept: "Kept",
  differs: "Differs",
  note: "Note",
};

export interface ImportReport {
  add(remark: Remark): void;
  /** The summary at the end of a run, and whether everything in the file is in Docket. */
  finish(outcome: ImportOutcome, isDryRun: boolean): Summary;
  /** The summary at the end of a comparison. */
  compare(verdict: Verdict): Summary;
}

interface Summary {
  text: string;
  isComplete: boolean;
}

/** Writes every remark to a file, which is created with the first one, and sums up. */
export function openReport(path: string): ImportReport {
  let file: number | null = null;
  return {
    add({ level, model, pk, label, cause, detail }) {
      file ??= openSync(path, "w");
      writeSync(file, `${WORDS[level]}\t${model}\t${label}\t${pk}\t${cause}${detail ? `: ${detail}` : ""}\n`);
    },
    finish(outcome, isDryRun) {
      const last = lastLine(outcome, isDryRun);
      return {
        text: [...table(outcome), ...causeLines(outcome.causes), last.text].join("\n"),
        isComplete: last.isComplete,
      };
    },
    compare({ rows, causes, onlyHere }) {
      const total = causes.reduce((sum, cause) => sum + cause.rows, 0);
      const lines = [
        ...causeLines(causes),
        ...onlyHere.map(({ model, rows }) => `Only here: ${number(rows)} ${model}`),
        `Compared ${number(rows)} rows: ${total === 0 ? "no differences" : `${number(total)} differences`}.`,
      ];
      return { text: lines.join("\n"), isComplete: total === 0 && rows > 0 };
    },
  };

  function causeLines(causes: Cause[]): string[] {
    if (file === null) return [];
    closeSync(file);
    return [...causes.map(causeLine), `Every row of these is listed in ${path}.`];
  }
}

const number = (n: number) => n.toLocaleString("en");

function table({ counts, skips }: ImportOutcome): string[] {
  const cells = (values: (string | number)[]) =>
    values.map((value) => value.toLocaleString("en").padStart(15)).join("");
  const row = ({ model, rows, taken, updated, there, deleted, refused, here }: ModelCount) =>
    model.padEnd(18) + cells([rows, taken, updated, there, deleted, refused, here]);
  return [
    " ".repeat(18) +
      cells(["in the file", "imported", "updated", "unchanged", "deleted here", "left out", "now in Docket"]),
    ...counts.map(row),
    ...[...skips].map(([model, n]) => `${model}: ${number(n)} rows ignored (Docket does not use this model)`),
  ];
}

function causeLine({ level, model, cause, rows, labels }: Cause): string {
  const some = (labels ?? []).join(", ");
  return `${WORDS[level]}: ${number(rows)} ${model}: ${cause}${some && ` – ${some}${rows > labels.length ? ", …" : ""}`}`;
}

function lastLine(
  { counts, refused, incomplete }: ImportOutcome,
  isDryRun: boolean,
): { text: string; isComplete: boolean } {
  const rows = counts.reduce((sum, count) => sum + count.rows, 0);
  if (rows === 0) return { text: "Nothing to import: the file has no rows that Docket uses.", isComplete: false };
  const verb = isDryRun ? "would be imported" : "was imported";
  if (refused + incomplete === 0)
    return { text: isDryRun ? "Everything would be imported." : "Everything was imported.", isComplete: true };
  const parts = [
    ...(refused > 0 ? [`${number(refused)} rows left out`] : []),
    ...(incomplete > 0 ? [`${number(incomplete)} rows imported without something they refer to`] : []),
  ];
  return { text: `Not everything ${verb}: ${parts.join(", ")}. Mend the dump and import again.`, isComplete: false };
}
