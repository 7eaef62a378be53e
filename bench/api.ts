import type { BenchServer } from "./options.ts";
export const API_PATH = "/api/v1";

/** A request that can be sent repeatedly. */
export interface Shot {
  method: "GET" | "POST";
  path: string;
  headers: Record<string, string>;
  body?: Buffer;
}

export interface ApiReply {
  status: number;
  headers: Headers;
  body: Buffer;
}

export async function send(base: string, shot: Shot): Promise<ApiReply> {
  const { method, path, headers, body } = shot;
  const reply = await fetch(base + path, { method, headers, ...(body && { body: new Uint8Array(body) }) });
  return { status: reply.status, headers: reply.headers, body: Buffer.from(await reply.arrayBuffer()) };
}

export const get = (token: string, path: string): Shot => ({
  method: "GET",
  path: API_PATH + path,
  headers: { accept: "application/json", authorization: `Bearer ${token}` },
});

export function postShot(token: string | null, path: string, value: unknown): Shot {
  return {
    method: "POST",
    path: API_PATH + path,
    headers: {
      accept: "application/json",
      "content-type": "application/json",
      ...(token && { authorization: `Bearer ${token}` }),
    },
    body: Buffer.from(JSON.stringify(value)),
  };
}

export const loginShot = (username: string, password: string) => postShot(null, "/auth/login/", { username, password });

/** An access token of the server's user. */
export async function requestToken({ base, username, password }: BenchServer): Promise<string> {
  const reply = await send(base, loginShot(username, password));
  if (reply.status !== 200) throw new Error(`${base} did not let ${username} in: ${reply.status} ${reply.body}`);
  return (JSON.parse(reply.body.toString()) as { access: string }).access;
}

export async function read<T>(base: string, token: string, path: string): Promise<T> {
  const reply = await send(base, get(token, path));
  if (reply.status !== 200)
    throw new Error(`${base}${API_PATH}${path} answered ${reply.status}: ${reply.body.subarray(0, 300)}`);
  return JSON.parse(reply.body.toString()) as T;
}
