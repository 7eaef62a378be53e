import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { whyUnusable } from "../users/django-passwords.ts";
import { MODELS } from "./models.ts";

// what docs/migrating.md says, against the code

const root = join(import.meta.dirname, "../..");
const guide = readFileSync(join(root, "docs/migrating.md"), "utf8");
const help = readFileSync(join(root, "server/commands/import.ts"), "utf8");
const namesIn = (text: string) => [...text.matchAll(/`(\w+)`/g)].map(([, name]) => name!);

test("lists every field of a company that is served, and says that others are not", () => {
  const [, list] = /\*\*Companies\*\* have the fields ([\s\S]*?)\. All other fields/.exec(guide)!;
  const fields = namesIn(list!.split(":")[1]!);
  expect(fields.toSorted()).toEqual(Object.keys(MODELS.company.columns).toSorted());
});

test("names every option of the import, and none that it does not have", () => {
  const options = [...help.matchAll(/^(--[a-z-]+)/gm)].map(([, name]) => name!);
  const flags = new Set(guide.match(/--[a-z]+(?:-[a-z]+)*/g));
  const ofOthers = ["--natural-foreign", "--natural-primary", "--output", "--rm"];
  expect(options.length).toBeGreaterThan(6);
  expect([...flags].filter((name) => !ofOthers.includes(name)).toSorted()).toEqual(options.toSorted());
});

test("tells which old passwords work", () => {
  const [, list] = /Everyone signs in with the old password: ([\s\S]*?) work/.exec(guide)!;
  const hashes: Record<string, string> = {
    pbkdf2_sha256: "pbkdf2_sha256$10$salt$lQ3ENE0FHlOLSU0qoBeUJtDCPRLxOG5NuMZTjHQ0AZA=",
    pbkdf2_sha1: "pbkdf2_sha1$1000$3GqtaNamsjt2mhQXsvq8qd$5iCv0SytM2Cu+8KaRHvJ+PFzNAk=",
    argon2: "argon2$argon2id$v=19$m=102400,t=2,p=8$c2FsdHNhbHQ$TPZrgUpmj3XlxjYBLmKqUw",
    bcrypt: "bcrypt$$2b$04$dPgsAIl02pXm5J9UUgDeW.s2FlPybWpRqz0V.lCqdiaEHCh/2M93.",
    bcrypt_sha256: "bcrypt_sha256$$2b$04$dPgsAIl02pXm5J9UUgDeW.s2FlPybWpRqz0V.lCqdiaEHCh/2M93.",
    scrypt: "scrypt$16384$salt$8$1$c2NyeXB0",
    md5: "md5$salt$0123456789abcdef0123456789abcdef",
    unusable: "!unusable",
  };
  const working = Object.keys(hashes).filter((name) => whyUnusable(hashes[name]!) === null);
  expect(namesIn(list!).toSorted()).toEqual(working.toSorted());
});

test("says what a dump cannot tell: the true size of a file, and microseconds", () => {
  expect(guide).toMatch(/`size` is the true size of the file, whatever the dump says/);
  expect(guide).toMatch(/the microseconds of the Django backend are lost/);
});
