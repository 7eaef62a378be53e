import { addressOf, Refusal, Unreachable } from "./api.ts";
import { accessToken } from "./session.ts";

/** Sends a form and reports how much has been sent (0 to 1), which fetch cannot do. The signal aborts it. */
export async function upload<T>(
  path: string,
  form: FormData,
  { onProgress, signal }: { onProgress(part: number): void; signal: AbortSignal },
): Promise<T> {
  const token = await accessToken();
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", addressOf(path));
    request.setRequestHeader("accept", "application/json");
    if (token) request.setRequestHeader("authorization", `Bearer ${token}`);
    request.responseType = "json";
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onload = () => {
      const body = request.response;
      if (request.status >= 200 && request.status < 300 && body) resolve(body as T);
      else reject(new Refusal(request.status, typeof body === "object" && body !== null ? body : {}));
    };
    request.onerror = () => reject(new Unreachable());
    request.onabort = () => reject(new DOMException("broken off", "AbortError"));
    signal.addEventListener("abort", () => request.abort());
    if (signal.aborted) reject(new DOMException("broken off", "AbortError"));
    else request.send(form);
  });
}
