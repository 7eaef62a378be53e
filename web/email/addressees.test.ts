import { expect, test } from "vitest";
import { peopleToOffer } from "./addressees.ts";

const person = (name: string) => ({ name, address: name && `${name.toLowerCase()}@cafe.test` });
const [ann, bob, cy, noAddress] = [person("Ann"), person("Bob"), person("Cy"), { name: "Dee", address: "" }];

test.each([
  ["", [ann], [bob, cy, noAddress], [], ["Ann", "Bob", "Cy"]],
  ["", [ann, bob], [bob, cy], ["ANN@cafe.test"], ["Bob", "Cy"]],
  ["y", [ann], [bob, cy], [], ["Cy"]],
  ["bo", [ann, bob], [cy], [], ["Bob", "Cy"]],
  ["", [ann], [], ["ann@cafe.test"], []],
])("for %j, %j and the contacts %j without %j, it offers %j", (text, people, contacts, without, names) => {
  expect(peopleToOffer({ text, people, contacts, without }).map(({ name }) => name)).toEqual(names);
});
