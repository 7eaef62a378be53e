import { mediaOf } from "./addresses.ts";
import type { RouteServices } from "./docket.ts";
import type { RequestContext } from "./front-door.ts";

// Within JSON text, every quote in a value has a backslash before it, so this mark is always the key itself.
export const FILE_MARK = ',"file":"';

/** Replaces the file paths in the JSON with complete signed addresses. */
export function withFileLinks(json: string, media: string, sign: (file: string) => string): string {
  const [head = "", ...rest] = json.split(FILE_MARK);
  return rest.reduce((sofar, piece) => {
    const [text] = /^(?:[^"\\]|\\.)*/.exec(piece)!;
    return `${sofar}${FILE_MARK}${signLink(text, media, sign)}${piece.slice(text.length)}`;
  }, head);
}

/** The signed address of a file whose path is in JSON text, as JSON text without quotes. */
export const signLink = (text: string, media: string, sign: (file: string) => string): string =>
  JSON.stringify(media + sign(JSON.parse(`"${text}"`) as string)).slice(1, -1);

/** JSON text with the addresses of its files completed and signed, as the client of this request reaches them. */
export function signFiles({ addresses, links }: RouteServices, { request }: RequestContext, json: string): string {
  const period = links.period(Date.now());
  return withFileLinks(json, mediaOf(request, addresses), (file) => links.sign(file, period));
}
