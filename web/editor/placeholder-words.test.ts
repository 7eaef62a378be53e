import { expect, test } from "vitest";
import { defaultOf, withDefault } from "./placeholder-words.ts";

test.each([
  ["{{ contact.first_name }}", "there", '{{ contact.first_name | default: "there" }}'],
  ["{{contact.first_name}}", "there", '{{ contact.first_name | default: "there" }}'],
  ['{{ contact.first_name | default: "there" }}', "you", '{{ contact.first_name | default: "you" }}'],
  ["{{ contact.first_name | default: 'there' }}", "", "{{ contact.first_name }}"],
  ["{{ contact.first_name | upcase }}", "there", '{{ contact.first_name | default: "there" | upcase }}'],
  ["{{ zone.name }}", "l'étage", '{{ zone.name | default: "l\'étage" }}'],
  ["{{ zone.name }}", 'the "lobby" }}', '{{ zone.name | default: "the lobby " }}'],
])("%s that is %j if empty is %s", (whole, other, expected) => {
  expect(withDefault(whole, other)).toBe(expected);
  expect(defaultOf(expected)).toBe(other.replaceAll(/["}]/g, ""));
});
