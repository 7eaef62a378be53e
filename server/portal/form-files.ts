import { Problem } from "../../wire/problems.ts";
import { shownFileName } from "../attachments/file-names.ts";
import { type NewFile, storeFile, toUploadProblem } from "../attachments/receive-file.ts";
import { removeFiles } from "../attachments/unclaimed.ts";
import { mediaType } from "../platform/bodies.ts";
import { MAX_REQUEST_FILES } from "./file-limit.ts";
import { formOf, type Visit } from "./visit.ts";

export interface FormWithFiles {
  fields: Record<string, string>;
  files: NewFile[];
  /** Removes the files that nothing has used. */
  drop(): Promise<void>;
}

const MAX_TEXT_BYTES = 200_000;

/** The texts and files of a form. Files are stored as they arrive; those that nothing uses are removed. */
export async function formWithFiles(visit: Pick<Visit, "docket" | "request" | "db">): Promise<FormWithFiles> {
  const { docket, request, db } = visit;
  const files: NewFile[] = [];
  const drop = async () => {
    if (files.length > 0)
      await removeFiles(
        db,
        docket,
        files.map(({ file }) => file),
      );
  };
  if (!/^multipart\/form-data/i.test(mediaType(request))) return { fields: await formOf(visit), files, drop };
  const fields: Record<string, string> = {};
  try {
    const limits = {
      fileSize: docket.maxUploadBytes,
      files: MAX_REQUEST_FILES,
      fields: 20,
      fieldSize: MAX_TEXT_BYTES,
      parts: 30,
    };
    for await (const part of request.parts({ limits })) {
      if (part.type === "field") {
        fields[part.fieldname] = plain(part.value);
        continue;
      }
      const name = shownFileName(part.filename ?? "");
      if (name) files.push(await storeFile(docket, db, part, name));
      else part.file.resume();
    }
    return { fields, files, drop };
  } catch (error) {
    request.raw.unpipe();
    request.raw.resume();
    await drop();
    if ((error as { code?: string }).code === "FST_FILES_LIMIT") throw new Problem(413, { detail: "Too many files." });
    throw toUploadProblem(error, docket.maxUploadBytes);
  }
}

const plain = (value: unknown) =>
  typeof value === "string" ? value.replaceAll("\0", "").replaceAll("\r\n", "\n").toWellFormed().trim() : "";
