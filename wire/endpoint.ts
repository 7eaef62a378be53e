import type { z } from "zod";
import type { Fields } from "./fields.ts";
import type { Permission } from "./permissions.ts";
import type { Tag } from "./tags.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
/** Who may ask: anyone; anyone, whatever credentials are sent (sign-in); a signed-in user; an Admin. */
export type Access = "public" | "credentials-ignored" | "user" | "admin";

/** A query parameter for the documentation; the code that reads it decides what it means. */
export interface Parameter {
  name: string;
  description: string;
  schema?: { type: string; enum?: readonly string[]; format?: string; default?: string | number; minimum?: number };
  example?: string | number;
}

/** One operation of the API: its input, its output, and how it may fail. */
export interface Endpoint {
  method: Method;
  /** Below /api/v1, with a trailing slash; parameters in braces. */
  path: string;
  /** The allowed words of a path parameter; one without any is an ID. */
  words?: Readonly<Record<string, readonly string[]>>;
  access: Access;
  /** The permission that a signed-in user needs. */
  permission?: Permission;
  tag: Tag;
  summary: string;
  description?: string;
  query?: readonly Parameter[];
  headers?: readonly Parameter[];
  body?: Fields;
  /** Only sent fields are checked and changed. */
  partial?: boolean;
  /** The content types of the body; JSON, a URL-encoded form and multipart by default. */
  consumes?: readonly ("json" | "form" | "multipart" | "email")[];
  /** The ids that a multipart form brings beside its file. */
  besideFile?: readonly string[];
  /** Answers with a secret: an answer to an Idempotency-Key is read again instead of stored. */
  isSecret?: boolean;
  /** Only requests that are refused for their credentials count against the limit of an address. */
  isSigned?: boolean;
  /** Works when the disk is almost full: it writes next to nothing, and people need it to read or to free space. */
  isSmallWrite?: boolean;
  status: number;
  /** When it answers 204, without a body, instead. */
  nothing?: string;
  answer?: z.ZodType;
  answerType?: string;
  /** How it may be refused, beside what its access, path and body imply. */
  problems?: readonly number[];
  /** The field whose value is an object of fields: its errors stand by field, too. */
  nestedField?: string;
  /** The errors with the body `{"error", "detail"}`, as the original sent them. */
  failures?: readonly number[];
  example?: { request?: unknown; response?: unknown };
}

/** Keeps the literal types of an endpoint's description. */
export const endpoint = <const E extends Endpoint>(description: E): E => description;
