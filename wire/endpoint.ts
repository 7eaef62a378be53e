import type { z } from "zod";
import type { Fields } from "./fields.ts";
import type { Permission } from "./permissions.ts";
import type { Tag } from "./tags.ts";

/** The path that all endpoints begin with. */
export const API = "/api/v1";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
/** Who may send the request: anyone; anyone, even with invalid credentials (sign-in); a signed-in user; an Admin. */
export type Access = "public" | "credentials-ignored" | "user" | "admin";

/** A query parameter, for the documentation. The code that reads it decides what it means. */
export interface Parameter {
  name: string;
  description: string;
  schema?: { type: string; enum?: readonly string[]; format?: string; default?: string | number; minimum?: number };
  example?: string | number;
}

/** One operation of the API: its input, its output, and how it may fail. */
export interface Endpoint {
  method: Method;
  /** Path below /api/v1, with a trailing slash and its parameters in braces. */
  path: string;
  /** Allowed values of a path parameter. A parameter without any is an ID. */
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
  /** Whether only the fields that were sent are checked and changed. */
  partial?: boolean;
  /** Whether names that neither its body nor its response has are refused. Otherwise they are ignored, as the Django backend does. */
  isStrict?: boolean;
  /** Content types of the body. Default: JSON, a URL-encoded form and multipart. */
  consumes?: readonly ("json" | "form" | "multipart" | "email")[];
  /** Names of the IDs that a multipart form sends beside its file. */
  besideFile?: readonly string[];
  /**
   * Whether the response contains a secret. It is then not stored for its Idempotency-Key: a repeated request reads it
   * again.
   */
  isSecret?: boolean;
  /** Whether the limit per address counts only requests with wrong credentials. */
  isSigned?: boolean;
  /**
   * Whether it works while the disk is almost full. It writes very little, and people need it to read or to free space.
   */
  isSmallWrite?: boolean;
  status: number;
  /** When the response is 204 without a body instead. */
  nothing?: string;
  answer?: z.ZodType;
  answerType?: string;
  /** Error statuses besides those that follow from its access, path and body. */
  problems?: readonly number[];
  /** A field whose value is an object of fields. Its errors are an object by field, too. */
  nestedField?: string;
  /** Statuses of errors with the body `{"error", "detail"}`, as the Django backend sends them. */
  failures?: readonly number[];
  example?: { request?: unknown; response?: unknown };
}

/** Keeps the literal types of an endpoint's description. */
export const endpoint = <const E extends Endpoint>(description: E): E => description;
