// @vitest-environment jsdom
import { expect, test } from "vitest";
import { showPictures } from "./show-pictures.ts";

function shown(html: string): HTMLElement {
  const place = document.createElement("div");
  place.innerHTML = html;
  const files = new Map([["f1", "/media/panel.png"]]);
  showPictures(place, files, undefined);
  // a text that is shown again has its links already
  showPictures(place, files, undefined);
  return place;
}

test("a click on an attached picture opens it, once it has its address", () => {
  const links = shown('<img data-file="f1" alt="panel.png"><img data-file="gone" alt="x">').querySelectorAll("a");
  expect([...links].map((each) => [each.getAttribute("href"), each.target, each.rel, each.innerHTML])).toEqual([
    ["/media/panel.png", "_blank", "noopener", '<img data-file="f1" alt="panel.png" src="/media/panel.png">'],
  ]);
});

test.each([
  ["without a name", '<img data-file="f1" alt="">', []],
  ["in a link of its author", '<a href="https://x.test/"><img data-file="f1" alt="a"></a>', ["https://x.test/"]],
])("a picture %s gets no link of its own", (_, html, hrefs) => {
  expect([...shown(html).querySelectorAll("a")].map((each) => each.getAttribute("href"))).toEqual(hrefs);
});
