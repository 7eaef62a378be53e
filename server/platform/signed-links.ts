import { createHmac, timingSafeEqual } from "node:crypto";

const HOUR_MS = 3_600_000;

export interface Links {
  /** Changes once an hour. Links made in the same hour are equal, so responses with them can be cached. */
  period(now: number): number;
  sign(file: string, period: number): string;
  isSigned(file: string, expires: string, signature: string, now: number): boolean;
}

/** Links that open a file without a token. Each is valid for one to two hours, for that file only. */
export function openLinks(secretKey: string): Links {
  const key = createHmac("sha256", secretKey).update("links to files").digest();
  const signature = (file: string, expires: number) =>
    createHmac("sha256", key).update(`${expires}\n${file}`).digest("base64url");
  return {
    period: (now) => Math.floor(now / HOUR_MS),
    sign: (file, period) => {
      const expires = (period + 2) * (HOUR_MS / 1000);
      return `${encodeURI(file)}?expires=${expires}&signature=${signature(file, expires)}`;
    },
    isSigned: (file, expires, sentSignature, now) => {
      if (!/^\d{1,12}$/.test(expires) || Number(expires) * 1000 < now) return false;
      const right = Buffer.from(signature(file, Number(expires)));
      const actual = Buffer.from(sentSignature);
      return right.length === actual.length && timingSafeEqual(right, actual);
    },
  };
}
