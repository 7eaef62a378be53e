import { expect, test } from "vitest";
import type { Field } from "./fields.ts";
import {
  bodySchema,
  check,
  choice,
  email,
  flag,
  instant,
  integer,
  notADictionary,
  reference,
  text,
  url,
} from "./fields.ts";

const id = "8d116ece-1738-47d9-bd9c-172411e20b8f";
const read = (field: Field<unknown>, value: unknown, form = false) => {
  const result = field.read(value, { form, zone: "Asia/Bangkok" });
  return "value" in result ? result.value : result;
};
const error = (words: string) => ({ error: words });

test.each([
  [" Printer\u3000", "Printer"],
  ["🙂".repeat(10), "🙂".repeat(10)],
  [123, "123"],
  [4.5, "4.5"],
  ["🙂".repeat(11), error("Ensure this field has no more than 10 characters.")],
  ["", error("This field may not be blank.")],
  [" \u2003\n", error("This field may not be blank.")],
  [null, error("This field may not be null.")],
  [true, error("Not a valid string.")],
  [["a"], error("Not a valid string.")],
  [{}, error("Not a valid string.")],
  ["a\0b", error("Null characters are not allowed.")],
  ["\ud800", error("Surrogate characters are not allowed: U+D800.")],
])("a text of at most 10 characters sent as %j is read as %j", (sent, result) => {
  expect(read(text({ max: 10 }), sent)).toEqual(result);
});

test("text may be blank if it has a default, and a password keeps its spaces", () => {
  expect(read(text({ fallback: "" }), "  ")).toBe("");
  expect(read(text({ trim: false }), " pw ")).toBe(" pw ");
});

test.each([
  ["new", "new"],
  ["", error('"" is not a valid choice.')],
  ["x".repeat(5_000), error(`"${"x".repeat(100)}…" is not a valid choice.`)],
  ["New", error('"New" is not a valid choice.')],
  [true, error('"True" is not a valid choice.')],
  [["new"], error("\"['new']\" is not a valid choice.")],
  ["constructor", error('"constructor" is not a valid choice.')],
  [null, error("This field may not be null.")],
])("a choice sent as %j is read as %j", (sent, result) => {
  expect(read(choice(["new", "open"]), sent)).toEqual(result);
});

test.each([
  [id.toUpperCase(), id],
  ["abc", error("“abc” is not a valid UUID.")],
  ["", error("This field may not be null.")],
  [null, error("This field may not be null.")],
  [true, error("Incorrect type. Expected pk value, received bool.")],
  [5, "00000000-0000-0000-0000-000000000005"],
  [-5, error("“-5” is not a valid UUID.")],
  [4.5, error("“4.5” is not a valid UUID.")],
  [["a"], error("“['a']” is not a valid UUID.")],
])("a company sent as %j is read as %j", (sent, result) => {
  expect(read(reference(), sent)).toEqual(result);
});

test.each([null, ""])("a contact sent as %j is no contact", (sent) => {
  expect(read(reference({ nullable: true }), sent)).toBeNull();
});

const wrongTime = error(
  "Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].",
);

test.each([
  ["2025-11-20T17:00", false, "2025-11-20T10:00:00Z"],
  [null, false, null],
  ["", true, null],
  ["", false, wrongTime],
  [1763632800, false, wrongTime],
  ["tomorrow", false, wrongTime],
  ["0001-01-01T00:00:00+05:00", false, error("Datetime value out of range.")],
])("a due date sent as %j (by a form: %s) is read as %j", (sent, form, result) => {
  expect(read(instant(), sent, form)).toEqual(result);
});

test.each([true, 1, "1", "t", "Y", "yes", "TRUE", "on"])("%j means true", (sent) => {
  expect(read(flag(), sent)).toBe(true);
});

test.each([false, 0, "0", "f", "N", "no", "False", "OFF"])("%j means false", (sent) => {
  expect(read(flag(), sent)).toBe(false);
});

test.each([null, "", 2, "maybe", " true", [], {}])("%j is not a boolean", (sent) => {
  expect(read(flag(), sent)).toEqual(error("Must be a valid boolean."));
});

test.each([
  [0, 0],
  [" +5 ", 5],
  ["1.0", 1],
  ["1.5", error("A valid integer is required.")],
  [1.5, error("A valid integer is required.")],
  ["", error("A valid integer is required.")],
  [true, error("A valid integer is required.")],
  [[], error("A valid integer is required.")],
  [-1, error("Ensure this value is greater than or equal to 0.")],
  ["9".repeat(400), error("Ensure this value is less than or equal to 2147483647.")],
  ["9".repeat(1001), error("String value too large.")],
  [null, error("This field may not be null.")],
])("a count sent as %j is read as %j", (sent, result) => {
  expect(read(integer({ min: 0 }), sent)).toEqual(result);
});

test.each([
  "a@b.co",
  "a.b+c@sub.example.com",
  "o'neil@example.com",
  "a@localhost",
  "a@bücher.de",
  "a@ไทย.ไทย",
  "a@b.xn--p1ai",
])("%s is an email address", (sent) => {
  expect(read(email(), ` ${sent} `)).toBe(sent);
});

test.each([
  "a",
  "a@b",
  "@b.co",
  "a@",
  "a b@c.de",
  "a@b@c.de",
  ".a@b.co",
  "a..b@c.de",
  "a@-b.co",
  "a@b..co",
  "a@b.c",
  "<a@b.co>",
])("%s is not an email address", (sent) => {
  expect(read(email(), sent)).toEqual(error("Enter a valid email address."));
});

test.each([
  "http://example.com",
  "HTTPS://www.example.com/a/b?x=1&y=%20#z",
  "http://localhost:3000/x",
  "http://user:pw@example.com",
  "http://1.2.3.4",
  "http://[::1]:80/",
  "http://ไทย.ไทย",
  "ftp://example.com",
])("%s is a web address", (sent) => {
  expect(read(url(), sent)).toBe(sent);
});

test.each([
  "example.com",
  "javascript:alert(1)",
  "http://",
  "http://a..co",
  "http://-a.co",
  "http://a.co:999999",
  "http://256.1.1.1",
  "http://a b.co",
  "http://intranet",
])("%s is not a web address", (sent) => {
  expect(read(url(), sent)).toEqual(error("Enter a valid URL."));
});

const ticket = {
  subject: text({ max: 200 }),
  company: reference(),
  status: choice(["new", "open"], { fallback: "new" }),
  tags: text({ fallback: "" }),
  due_date: instant(),
  urgent: flag({ fallback: false }),
};
const zone = "UTC";

test("all missing and invalid fields are reported at once, in their order", () => {
  const { errors } = check(ticket, { status: "bogus", subject: "" }, { zone });
  expect(Object.entries(errors!)).toEqual([
    ["subject", ["This field may not be blank."]],
    ["company", ["This field is required."]],
    ["status", ['"bogus" is not a valid choice.']],
  ]);
});

const sent = { subject: "Printer", company: id, id: "ignored" };

test("a missing field gets its default when creating, keeps its value when replacing, and is not needed when changing", () => {
  expect(check(ticket, sent, { zone })).toEqual({
    values: { subject: "Printer", company: id, status: "new", tags: "", urgent: false },
    errors: null,
  });
  expect(check(ticket, sent, { zone, keep: true }).values).toEqual({ subject: "Printer", company: id });
  expect(check(ticket, {}, { zone, partial: true })).toEqual({ values: {}, errors: null });
});

test("empty inputs of a form count as omitted if they are not required", () => {
  const form = { ...sent, status: "", tags: "", due_date: "", urgent: "" };
  const filled = { subject: "Printer", company: id, tags: "", due_date: null };
  expect(check(ticket, form, { zone, form: true }).values).toEqual({ ...filled, status: "new", urgent: false });
  expect(check(ticket, form, { zone, form: true, keep: true })).toEqual({ values: filled, errors: null });
  expect(check(ticket, { subject: "" }, { zone, form: true, partial: true }).errors).toEqual({
    subject: ["This field may not be blank."],
  });
  expect(check(ticket, form, { zone }).errors).toHaveProperty("status", ['"" is not a valid choice.']);
});

test("a name that every object inherits does not count as a sent field", () => {
  expect(check({ constructor: text() }, {}, { zone }).errors).toEqual({ constructor: ["This field is required."] });
});

test.each([
  [null, "No data provided"],
  [[], "Invalid data. Expected a dictionary, but got list."],
  ["x", "Invalid data. Expected a dictionary, but got str."],
  [5, "Invalid data. Expected a dictionary, but got int."],
  [4.5, "Invalid data. Expected a dictionary, but got float."],
  [false, "Invalid data. Expected a dictionary, but got bool."],
])("a body of %j has no fields", (body, problem) => {
  expect(check(ticket, body, { zone }).errors).toEqual({ non_field_errors: [problem] });
  expect(notADictionary({})).toBeNull();
});

test("the documentation shows which fields a new ticket needs, and that a change needs none", () => {
  expect(bodySchema(ticket)).toMatchObject({
    required: ["subject", "company"],
    properties: { status: { enum: ["new", "open"], default: "new" }, subject: { maxLength: 200 } },
  });
  expect(bodySchema(ticket, true)).not.toHaveProperty("required");
});
