import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** How the store fails: connections refused, no response, errors, access denied, or a response that ends early. */
export type StorageFault = "down" | "silent" | "broken" | "forbidden" | "stops in the middle";

export interface ObjectStore {
  endpoint: string;
  objects: Map<string, Buffer>;
  /** Multipart uploads that were neither completed nor aborted. */
  uploads: Map<string, Map<number, Buffer>>;
  fault: StorageFault | null;
  close(): Promise<void>;
}

/** An object store in memory that supports the part of S3 that Docket uses. */
export async function openObjectStore(): Promise<ObjectStore> {
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => void answer(store, request, response).catch(() => {}));
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const store: ObjectStore = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects: new Map(),
    uploads: new Map(),
    fault: null,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return store;
}

async function answer(store: ObjectStore, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (store.fault === "down") return void request.socket.destroy();
  if (store.fault === "silent") return;
  if (store.fault === "broken") return refuse(response, 500, "InternalError");
  if (store.fault === "forbidden") return refuse(response, 403, "AccessDenied");
  const { pathname, searchParams } = new URL(request.url!, "http://store");
  const key = decodeURIComponent(pathname).split("/").slice(2).join("/");
  const upload = searchParams.get("uploadId");
  const body = await read(request);
  if (request.method === "POST" && searchParams.has("uploads")) return begin(store, response);
  if (request.method === "GET" && searchParams.has("uploads")) return list(store, response);
  if (request.method === "PUT" && upload) {
    store.uploads.get(upload)!.set(Number(searchParams.get("partNumber")), body);
    return void response.writeHead(200, { etag: '"part"' }).end();
  }
  if (request.method === "POST" && upload) {
    const parts = [...store.uploads.get(upload)!].sort(([a], [b]) => a - b).map(([, part]) => part);
    store.uploads.delete(upload);
    store.objects.set(key, Buffer.concat(parts));
    return xml(response, "<CompleteMultipartUploadResult><Key>k</Key></CompleteMultipartUploadResult>");
  }
  if (request.method === "PUT") {
    store.objects.set(key, body);
    return void response.writeHead(200, { etag: '"whole"' }).end();
  }
  if (request.method === "DELETE") {
    if (upload) store.uploads.delete(upload);
    else store.objects.delete(key);
    return void response.writeHead(204).end();
  }
  give(store, key, request, response);
}

function give(store: ObjectStore, key: string, request: IncomingMessage, response: ServerResponse): unknown {
  const object = store.objects.get(key);
  if (!object) return refuse(response, 404, request.method === "HEAD" ? "NotFound" : "NoSuchKey");
  const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "");
  const bytes = range ? object.subarray(Number(range[1]), Number(range[2]) + 1) : object;
  response.writeHead(range ? 206 : 200, { "content-length": bytes.length });
  if (request.method === "HEAD") return response.end();
  if (store.fault === "stops in the middle") return response.write(bytes.subarray(0, bytes.length / 2));
  return response.end(bytes);
}

function begin(store: ObjectStore, response: ServerResponse): void {
  const id = `upload-${store.uploads.size}-${Math.random()}`;
  store.uploads.set(id, new Map());
  xml(response, `<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`);
}

const list = (store: ObjectStore, response: ServerResponse) =>
  xml(
    response,
    `<ListMultipartUploadsResult>${[...store.uploads.keys()]
      .map(
        (id) =>
          `<Upload><Key>k</Key><UploadId>${id}</UploadId><Initiated>2020-01-01T00:00:00.000Z</Initiated></Upload>`,
      )
      .join("")}</ListMultipartUploadsResult>`,
  );

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const xml = (response: ServerResponse, text: string) =>
  void response.writeHead(200, { "content-type": "application/xml" }).end(text);

const refuse = (response: ServerResponse, status: number, code: string) =>
  void response
    .writeHead(status, { "content-type": "application/xml" })
    .end(`<Error><Code>${code}</Code><Message>no</Message></Error>`);
