import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { filesUnavailable } from "../../wire/problems.ts";
import type { S3Config } from "../config.ts";
import type { Log } from "./log.ts";
import { type FileFacts, openMeter, type Storage } from "./storage.ts";

/** How long to wait for a store that does not connect, stops in the middle, or does not answer a short request. */
export interface S3Timeouts {
  connectMs: number;
  silenceMs: number;
  answerMs: number;
}

const TIMEOUTS: S3Timeouts = { connectMs: 1_500, silenceMs: 3_000, answerMs: 5_000 };
const DAY_MS = 86_400_000;

interface Bucket {
  client: S3Client;
  name: string;
  log: Log;
}

/** Files in a bucket of S3, or of a store that speaks its language. */
export function openS3Storage(config: S3Config, log: Log, timeouts = TIMEOUTS): Storage {
  const bucket: Bucket = { client: openClient(config, timeouts), name: config.bucket, log };
  const { client, name } = bucket;
  const withTimeout = () => ({ abortSignal: AbortSignal.timeout(timeouts.answerMs) });
  return {
    put: (key, bytes) => put(bucket, key, bytes),
    async read(key, range) {
      const Range = range && `bytes=${range.start}-${range.end}`;
      const command = new GetObjectCommand({ Bucket: name, Key: key, Range });
      // its signal would also stop the bytes that are still on their way
      const object = await unlessMissing(bucket, key, client.send(command));
      return object && withoutSilence(object.Body as IncomingMessage, timeouts.silenceMs);
    },
    async size(key) {
      const command = new HeadObjectCommand({ Bucket: name, Key: key });
      const object = await unlessMissing(bucket, key, client.send(command, withTimeout()));
      return object && (object.ContentLength ?? 0);
    },
    async remove(key) {
      await unlessMissing(bucket, key, client.send(new DeleteObjectCommand({ Bucket: name, Key: key }), withTimeout()));
    },
    sweep: () => sweep(bucket),
  };
}

function openClient({ region, endpoint, credentials, isPathStyle }: S3Config, timeouts: S3Timeouts): S3Client {
  return new S3Client({
    region,
    ...(endpoint && { endpoint }),
    // a copy, because the SDK writes into it
    ...(credentials && { credentials: { ...credentials } }),
    forcePathStyle: isPathStyle,
    maxAttempts: 2,
    // stores other than Amazon's may not support its newer checksums; our rows have a checksum
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    requestHandler: {
      connectionTimeout: timeouts.connectMs,
      socketTimeout: timeouts.silenceMs,
      httpAgent: { maxSockets: 200 },
      httpsAgent: { maxSockets: 200 },
    },
  });
}

async function put({ client, name, log }: Bucket, key: string, bytes: Readable): Promise<FileFacts> {
  const meter = openMeter();
  // parts of 5 MB, two at a time, which limits the memory of an upload
  const source = { fault: null as unknown };
  const Body = Readable.from(meter.through(noting(bytes, source)), { objectMode: false });
  try {
    await new Upload({ client, params: { Bucket: name, Key: key, Body }, queueSize: 2 }).done();
    return meter.read();
  } catch (error) {
    throw source.fault ?? toStorageProblem(log, key, error);
  } finally {
    Body.destroy();
  }
}

async function* noting(bytes: Readable, source: { fault: unknown }): AsyncGenerator<Buffer> {
  try {
    yield* bytes;
  } catch (error) {
    source.fault = error;
    throw error;
  }
}

async function unlessMissing<T>({ log }: Bucket, key: string, answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if ((error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode === 404) return null;
    throw toStorageProblem(log, key, error);
  }
}

function toStorageProblem(log: Log, key: string, error: unknown) {
  const { name, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
  log.error({ key, fault: name, status: $metadata?.httpStatusCode, why: message }, "the file store returned an error");
  return filesUnavailable();
}

// Counts only the time that the store takes: a slow reader of a download is not its fault.
function withoutSilence(body: IncomingMessage, silenceMs: number): Readable {
  body.socket?.setTimeout(0);
  return Readable.from(read(body, silenceMs), { objectMode: false });
}

async function* read(body: IncomingMessage, silenceMs: number): AsyncGenerator<Buffer> {
  const chunks = body[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  try {
    for (;;) {
      const alarm = setTimeout(() => body.destroy(new Error("the file store stopped responding")), silenceMs);
      const next = await chunks.next().finally(() => clearTimeout(alarm));
      if (next.done) return;
      yield next.value;
    }
  } finally {
    body.destroy();
  }
}

// unfinished uploads of a killed server, or from a time when the store was down
async function sweep({ client, name, log }: Bucket): Promise<void> {
  try {
    const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: name }));
    for (const { Key, UploadId, Initiated } of Uploads)
      if (Initiated && Initiated.getTime() < Date.now() - DAY_MS)
        await client.send(new AbortMultipartUploadCommand({ Bucket: name, Key, UploadId }));
  } catch (error) {
    // the bucket may not grant this permission; a rule of the bucket can do the same
    log.warn({ why: (error as Error).message }, "could not list unfinished uploads");
  }
}
