/**
 * An error that the caller can fix: an HTTP status and a body that explains it. Any other error that is thrown is a
 * bug.
 */
export class Problem extends Error {
  readonly status: number;
  readonly body: Record<string, unknown> | unknown[];
  readonly headers: Record<string, string>;

  constructor(status: number, body: Record<string, unknown> | unknown[], headers: Record<string, string> = {}) {
    super(`${status} ${JSON.stringify(body)}`);
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

export type FieldErrors = Record<string, string[]>;

const detail = (status: number, text: string, headers?: Record<string, string>) =>
  new Problem(status, { detail: text }, headers);

/** The errors of an object that is the value of one field: "name: text". */
export const errorLines = (errors: FieldErrors): string[] =>
  Object.entries(errors).flatMap(([name, texts]) => texts.map((text) => `${name}: ${text}`));

export const invalid = (errors: FieldErrors) => new Problem(400, errors);
export const badRequest = (text: string) => detail(400, text);
/** An error in the Django backend's format. Its client shows only `detail`, so the text is repeated there. */
export const failure = (status: number, text: string) => new Problem(status, { error: text, detail: text });

const challenge = { "www-authenticate": 'Bearer realm="api"' };
export const unauthorized = (text = "Authentication credentials were not provided.", code?: string) =>
  new Problem(401, code ? { detail: text, code } : { detail: text }, challenge);
export const tokenNotValid = (message = "Token is invalid or expired") =>
  new Problem(
    401,
    {
      detail: "Given token not valid for any token type",
      code: "token_not_valid",
      messages: [{ token_class: "AccessToken", token_type: "access", message }],
    },
    challenge,
  );
export const forbidden = () => detail(403, "You do not have permission to perform this action.");
export const notFound = () => detail(404, "Not found.");
export const noSuch = (model: string) => detail(404, `No ${model} matches the given query.`);
export const invalidPage = () => detail(404, "Invalid page.");
export const methodNotAllowed = (method: string) => detail(405, `Method "${method}" not allowed.`);
export const notAcceptable = () => detail(406, "Could not satisfy the request Accept header.");
export const conflict = (text: string, headers?: Record<string, string>) => detail(409, text, headers);
export const stale = (version: number) =>
  new Problem(412, { detail: "The ticket has changed since you read it.", version }, { etag: `"${version}"` });
export const staleComment = (etag: string) =>
  detail(412, "The comment has changed since you read it.", { etag: `"${etag}"` });
export const staleRecord = (version: string) =>
  new Problem(412, { detail: "Someone else has changed this since you read it.", version }, { etag: `"${version}"` });
export const tooLarge = (text: string) => detail(413, text);
export const unsupportedMediaType = (type: string) => detail(415, `Unsupported media type "${type}" in request.`);
export const unprocessable = (text: string) => detail(422, text);
export const tooManyRequests = (seconds: number) =>
  detail(429, `Request was throttled. Expected available in ${seconds} second${seconds === 1 ? "" : "s"}.`, {
    "retry-after": String(seconds),
  });
export const filesUnavailable = () =>
  detail(503, "The file store is not available. Please try again.", { "retry-after": "5" });
export const diskFull = () =>
  detail(503, "The server's disk is almost full. Nothing can be added or changed until an Admin makes room.", {
    "retry-after": "60",
  });
export const unavailable = () =>
  detail(503, "The database is not available. Please try again.", { "retry-after": "1" });
