import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ConfigProblem, loadSecretKey, readConfig, settings } from "./config.ts";

const problemsOf = (env: Record<string, string>): string[] => {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigProblem)) throw error;
    return error.message.split("\n");
  }
};

test("without settings, Docket serves this machine and stores its data in ./data", () => {
  expect(readConfig({})).toEqual({
    host: "127.0.0.1",
    port: 8000,
    publicUrl: null,
    databaseUrl: null,
    poolSize: 10,
    dataDir: join(process.cwd(), "data"),
    admin: { username: "admin", password: null, email: "" },
    secretKey: null,
    corsOrigins: [],
    isLimited: true,
    maxUploadBytes: 25 * 1024 * 1024,
    mediaUrl: "/media/",
    s3: null,
    trustProxy: [],
    zone: "UTC",
    isWorker: true,
    logLevel: "info",
    mailbox: null,
    mailOut: "on",
    mailListen: null,
    mailKeepDays: 90,
    mailOAuth: { google: null, microsoft: null },
  });
});

test("an empty setting counts as not set", () => {
  expect(readConfig(Object.fromEntries(settings.map(({ name }) => [name, ""])))).toEqual(readConfig({}));
});

test("settings cannot be changed after the start", () => {
  const config = readConfig({ CORS_ORIGINS: "https://desk.example.com" });
  expect(() => Object.assign(config, { port: 1 })).toThrow(TypeError);
  expect(() => Object.assign(config.admin, { username: "eve" })).toThrow(TypeError);
  expect(() => (config.corsOrigins as string[]).push("https://elsewhere.example.com")).toThrow(TypeError);
});

test("all problems are reported at once, without secrets", () => {
  const problems = problemsOf({
    PORT: "http",
    PUBLIC_URL: "desk.example.com",
    DATABASE_URL: "mysql://root:hunter2@db",
    SECRET_KEY: "hunter2",
    CORS_ORIGINS: "https://desk.example.com/app",
    RATE_LIMIT: "maybe",
    S3_REGION: "eu-west-1",
    TZ_NAME: "Mars/Olympus",
  });
  expect(problems.map((each) => each.split(" ")[0])).toEqual(
    "PORT PUBLIC_URL DATABASE_URL SECRET_KEY CORS_ORIGINS RATE_LIMIT S3_BUCKET TZ_NAME".split(" "),
  );
  expect(problems.join()).not.toContain("hunter2");
});

test.each([
  ["PORT", "0"],
  ["PUBLIC_URL", "https://desk.example.com/"],
  ["DATABASE_URL", "postgresql://docket@%2Frun%2Fpostgresql/docket"],
  ["SECRET_KEY", "f3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934c"],
  ["SECRET_KEY", "correct horse battery staple, and a good deal more"],
  ["CORS_ORIGINS", "http://localhost:3000, https://desk.example.com"],
  ["RATE_LIMIT", "OFF"],
  ["MEDIA_URL", "https://files.example.com/docket/"],
  ["TRUST_PROXY", "10.0.0.0/8, ::1, loopback"],
  ["TZ_NAME", "Asia/Bangkok"],
  ["ADMIN_EMAIL", "ada@example.com"],
])("%s may be %j", (name, value) => {
  expect(problemsOf({ [name]: value })).toEqual([]);
});

test.each([
  ["HOST", "http://0.0.0.0"],
  ["PORT", "65536"],
  ["PORT", "1e3"],
  ["PORT", "-1"],
  ["PUBLIC_URL", "https://desk.example.com/docket"],
  ["PUBLIC_URL", "ftp://desk.example.com"],
  ["DATABASE_POOL_SIZE", "0"],
  ["MAX_UPLOAD_MB", "2.5"],
  ["SECRET_KEY", "thirty-one characters are too f"],
  ["SECRET_KEY", "x".repeat(64)],
  ["SECRET_KEY", "0123456789abcdef0123456789abcdef"],
  ["SECRET_KEY", "abcdefghijklmnopqrstuvwxyz0123456789"],
  ["SECRET_KEY", "changeme-changeme-changeme-Kd83hs9"],
  ["SECRET_KEY", "django-insecure-t!4k@w7#x2v9$p1m&z8q5r3n6b0c"],
  ["SECRET_KEY", "a-string-secret-at-least-256-bits-long"],
  ["CORS_ORIGINS", "*"],
  ["CORS_ORIGINS", "https://*.example.com"],
  ["CORS_ORIGINS", "null"],
  ["MEDIA_URL", "/"],
  ["MEDIA_URL", "media/"],
  ["TRUST_PROXY", "10.0.0.0/33"],
  ["TRUST_PROXY", "true"],
  ["S3_ACCESS_KEY_ID", "AKIA"],
  ["WORKER", "2"],
  ["LOG_LEVEL", "loud"],
  ["ADMIN_EMAIL", "ada"],
])("%s cannot be %j", (name, value) => {
  const problems = problemsOf({ [name]: value, ...(name.startsWith("S3_") && { S3_BUCKET: "docket" }) });
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(name);
});

test("addresses are stored as browsers write them", () => {
  const config = readConfig({
    PUBLIC_URL: "https://Desk.Example.com:443/",
    CORS_ORIGINS: "HTTP://LocalHost:3000/,https://desk.example.com:443",
    MEDIA_URL: "/files",
  });
  expect(config.publicUrl).toBe("https://desk.example.com");
  expect(config.corsOrigins).toEqual(["http://localhost:3000", "https://desk.example.com"]);
  expect(config.mediaUrl).toBe("/files/");
});

test("a bucket needs only its name", () => {
  expect(readConfig({ S3_BUCKET: "docket-files" }).s3).toEqual({
    bucket: "docket-files",
    region: "us-east-1",
    endpoint: null,
    credentials: null,
    isPathStyle: false,
  });
  const own = { S3_ENDPOINT: "http://127.0.0.1:9000", S3_ACCESS_KEY_ID: "desk", S3_SECRET_ACCESS_KEY: "s3" };
  expect(readConfig({ S3_BUCKET: "docket-files", S3_FORCE_PATH_STYLE: "on", ...own }).s3).toMatchObject({
    endpoint: "http://127.0.0.1:9000",
    credentials: { accessKeyId: "desk", secretAccessKey: "s3" },
    isPathStyle: true,
  });
});

test("the secret key is exactly the setting, or is created once and readable by its owner only", () => {
  const folder = mkdtempSync(join(tmpdir(), "docket-key-"));
  const dataDir = join(folder, "data");
  try {
    const own = " Kd83hs9-Lq02mc7v-Pz61xw4n-Rt55yb8f ";
    expect(loadSecretKey(readConfig({ DATA_DIR: dataDir, SECRET_KEY: own }))).toBe(own);
    const config = readConfig({ DATA_DIR: dataDir });
    const key = loadSecretKey(config);
    expect(problemsOf({ SECRET_KEY: key })).toEqual([]);
    expect(loadSecretKey(config)).toBe(key);
    expect(readFileSync(join(dataDir, "secret-key"), "utf8")).toBe(key);
    expect(statSync(join(dataDir, "secret-key")).mode & 0o777).toBe(0o600);
    expect(readdirSync(dataDir)).toEqual(["secret-key"]);
    writeFileSync(join(dataDir, "secret-key"), "cut off");
    expect(() => loadSecretKey(config)).toThrow(/shorter than 32/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("the app explains each setting in the same words", () => {
  const words = JSON.parse(
    readFileSync(join(import.meta.dirname, "../web/texts/later/en/server-settings.json"), "utf8"),
  );
  expect(words).toEqual(Object.fromEntries(settings.map(({ name, about }) => [name, about])));
});
