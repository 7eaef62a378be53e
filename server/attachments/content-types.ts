import { create } from "content-disposition";
import { contentType, lookup } from "mime-types";

/** The header that makes a browser save a file under its own name (RFC 6266). */
export const disposition = (name: string): string => create(name.toWellFormed().replace(/\p{Cc}/gu, ""));

// types that browsers do not run; everything else is sent as bytes of an unknown type
const HARMLESS =
  /^(image\/(?!svg)|audio\/|video\/|text\/(plain|csv)$|application\/(pdf|zip|vnd\.openxmlformats-officedocument\.)|application\/vnd\.oasis\.)/;

export function typeOf(name: string): string {
  const type = lookup(name);
  return type && HARMLESS.test(type) ? contentType(type) || type : "application/octet-stream";
}
