import { expect, test } from "vitest";
import { cutAtPlaceholders, placeholderDefault, withDefault } from "./placeholder-words.ts";

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
  expect(placeholderDefault(expected)).toBe(other.replaceAll(/["}]/g, ""));
});

test.each([
  ["Monthly check{% if zone.name %} at {{ zone.name }}{% endif %}", ["Monthly check at ", "zone.name", ""]],
  ["{%- if a -%}Yes{% else %}No{% endif %}", ["Yes / No"]],
  ['{{contact.name | default: "a guest"}} in {{- input.room -}}', ["", "contact.name", " in ", "input.room", ""]],
  ["Only {{ and }}", ["Only ", "and", ""]],
  ["50 % {off}", ["50 % {off}"]],
])("%s is shown without code", (line, expected) => {
  expect(cutAtPlaceholders(line).map(({ text, name }) => name ?? text)).toEqual(expected);
});
