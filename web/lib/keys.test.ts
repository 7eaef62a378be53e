import { expect, test } from "vitest";
import { latinKey, meantBy, type Press } from "./keys.ts";

const press = (key: string, code = `Key${key.toUpperCase()}`, ...held: string[]): Press => ({
  key,
  code,
  getModifierState: (name) => held.includes(name),
});
const action = (keys: string) => ({ keys });
const [newTicket, companies, toMe, inbox] = [action("c"), action("g c"), action("i"), action("g i")];

test.each([
  ["before", [newTicket, companies, toMe, inbox]],
  ["after", [companies, inbox, newTicket, toMe]],
])("a sequence takes precedence over the single key that ends it, offered %s it", (_, offered) => {
  expect(meantBy([press("g"), press("c")], offered)).toBe(companies);
  expect(meantBy([press("g"), press("i")], offered)).toBe(inbox);
  expect(meantBy([press("c")], offered)).toBe(newTicket);
  expect(meantBy([press("g"), press("g"), press("i")], offered)).toBe(inbox);
  expect(meantBy([press("g"), press("x"), press("i")], offered)).toBe(toMe);
  expect(meantBy([press("g")], offered)).toBeUndefined();
});

test("of two actions with the same key, the later one gets it", () => {
  const later = action("c");
  expect(meantBy([press("c")], [newTicket, later])).toBe(later);
});

test.each([
  ["แ", "KeyC", "c"],
  ["с", "KeyC", "c"],
  ["ό", "KeyO", "o"],
  ["ฬ", "Slash", "?", "Shift"],
  ["ฝ", "Slash", "/"],
  ["บ", "BracketLeft", "["],
  ["๒", "Digit3", "#", "Shift"],
  ["ภ", "Digit4", "4"],
])("on a keyboard without Latin letters %s on %s is %s", (key, code, latin, ...held) => {
  expect(latinKey(press(key, code, ...held))).toBe(latin);
});

test.each([
  ["c", "KeyJ"],
  ["ü", "BracketLeft"],
  ["é", "Digit2"],
  ["/", "Digit2"],
  ["Enter", "Enter"],
  ["Dead", "BracketLeft"],
])("letters of a Latin keyboard stay as they are: %s on %s", (key, code) => {
  expect(latinKey(press(key, code))).toBe(key);
});

test("shortcuts with Ctrl or Shift work on keyboards of any script", () => {
  const [palette, unread, help] = [action("Control+k"), action("Shift+U"), action("?")];
  const offered = [newTicket, companies, palette, unread, help];
  expect(meantBy([press("แ", "KeyC")], offered)).toBe(newTicket);
  expect(meantBy([press("เ", "KeyG"), press("แ", "KeyC")], offered)).toBe(companies);
  expect(meantBy([press("า", "KeyK", "Control")], offered)).toBe(palette);
  expect(meantBy([press("๊", "KeyU", "Shift")], offered)).toBe(unread);
  expect(meantBy([press("ฦ", "Slash", "Shift")], offered)).toBe(help);
  expect(meantBy([press("า", "KeyK")], offered)).toBeUndefined();
});
