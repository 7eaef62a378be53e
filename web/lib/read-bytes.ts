import { addressOf, Refusal } from "./api.ts";
import type { PathOf } from "./endpoints.ts";
import { accessToken } from "./session.ts";

type Options = NonNullable<Parameters<typeof addressOf>[1]>;

/** A response of the API that is not text, such as a picture. */
export async function readBlob(path: PathOf<"GET">, options: Options): Promise<Blob> {
  const response = await fetch(addressOf(path, options), {
    headers: { authorization: `Bearer ${await accessToken()}` },
    signal: options.signal ?? null,
  });
  if (!response.ok) throw new Refusal(response.status, {});
  return response.blob();
}
