import { expect, test } from "vitest";
import { listedFiles } from "./listed-files.ts";

const ID = "0b6f0d5e-7c1f-4f43-9d0c-6a7a4a1b2c3d";

test.each([
  ["a picture that the text shows", `<p>See <img alt="" src="cid:${ID}"></p>`, "photo.PNG", []],
  ["its ID in capitals", `<img src=cid:${ID.toUpperCase()}>`, "photo.png", []],
  ["a picture that the text only names", `<p>cid:${ID}</p>`, "photo.png", ["photo.png"]],
  ["a picture of another ID", `<img src="cid:${ID.replace("0", "1")}">`, "photo.png", ["photo.png"]],
  ["a file that browsers cannot show", `<img src="cid:${ID}">`, "photo.tiff", ["photo.tiff"]],
])("the list below a text with %s", (_, text, name, listed) => {
  expect(listedFiles(text, [{ id: ID, name }]).map((file) => file.name)).toEqual(listed);
});
