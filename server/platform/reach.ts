import { connect } from "node:tls";

/** The response of a URL: its status, and the server's Date header. */
export interface ProbeResponse {
  status: number;
  date: Date | null;
}

export async function fetchStatus(url: string, timeoutMs: number): Promise<ProbeResponse> {
  const response = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(timeoutMs) });
  await response.body?.cancel();
  const date = new Date(response.headers.get("date") ?? Number.NaN);
  return { status: response.status, date: Number.isNaN(date.getTime()) ? null : date };
}

/** When the certificate of a server expires. An invalid certificate is an error. */
export const certificateEnd = (host: string, port: number, timeoutMs: number): Promise<Date> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host, port, servername: /^[\d.:]+$/.test(host) ? "" : host, timeout: timeoutMs }, () => {
      const end = new Date(socket.getPeerCertificate().valid_to);
      socket.end();
      resolve(end);
    });
    socket.once("error", reject);
    socket.once("timeout", () => socket.destroy(new Error("no answer")));
  });
