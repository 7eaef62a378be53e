const [LF, CR] = [0x0a, 0x0d];

/** A line of an email ended by LF or CR alone. */
export class BareLineEndError extends Error {}

/**
 * Passes bytes on while each CR is followed by LF and each LF preceded by CR. Mail servers disagree about what ends a
 * line, and therefore an email: with a bare CR or LF, a sender can hide a second email in the first (SMTP smuggling).
 */
export async function* strictLines(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let isAfterCr = false;
  for await (const chunk of bytes) {
    for (const byte of chunk) {
      if ((byte === LF) !== isAfterCr) throw new BareLineEndError();
      isAfterCr = byte === CR;
    }
    yield chunk;
  }
  if (isAfterCr) throw new BareLineEndError();
}
