// Word writes list items as paragraphs: the level is in a style that only Word reads, the bullet or number in the text.

const LEVEL = /mso-list:\s*l\d+\s+level(\d+)/i;
const IS_LIST_CLASS = /^MsoListParagraph/;
const BULLET = /^[\s\u00a0]*[·•o§▪‣◦–-][\s\u00a0]+/u;
const NUMBER = /^[\s\u00a0]*\(?(\d{1,3}|[a-z]{1,4})[.)][\s\u00a0]+/iu;
const MAX_LEVEL = 9;

interface Item {
  paragraph: HTMLElement;
  level: number;
  isOrdered: boolean;
}

function itemOf(node: ChildNode | null): Item | null {
  if (node?.nodeName !== "P") return null;
  const paragraph = node as HTMLElement;
  const level = LEVEL.exec(paragraph.getAttribute("style") ?? "")?.[1];
  const text = paragraph.textContent!;
  const isNumbered = NUMBER.test(text);
  if (!level && !(IS_LIST_CLASS.test(paragraph.className) && (isNumbered || BULLET.test(text)))) return null;
  return { paragraph, level: Math.min(Number(level ?? 1) || 1, MAX_LEVEL), isOrdered: isNumbered };
}

/** The next element after white space and comments. */
function nextOf(node: ChildNode): ChildNode | null {
  let next = node.nextSibling;
  while (next && next.nodeType !== 1 && !/\S/.test(next.nodeType === 3 ? next.textContent! : ""))
    next = next.nextSibling;
  return next;
}

/** Turns paragraphs that Word shows as lists into lists with their levels. */
export function wordLists(root: HTMLElement): void {
  for (const paragraph of root.querySelectorAll<HTMLElement>("p")) {
    if (!paragraph.isConnected && !root.contains(paragraph)) continue;
    const items: Item[] = [];
    for (let item = itemOf(paragraph); item; item = itemOf(nextOf(item.paragraph))) items.push(item);
    if (items.length > 0) replaceBy(items);
  }
}

function replaceBy(items: readonly Item[]): void {
  const page = items[0]!.paragraph.ownerDocument;
  const place = page.createComment("");
  items[0]!.paragraph.before(place);
  const levels: { list: HTMLElement; level: number }[] = [];
  for (const { paragraph, level, isOrdered } of items) {
    const tag = isOrdered ? "ol" : "ul";
    while (levels.length > 0 && levels.at(-1)!.level > level) levels.pop();
    // another kind of bullet at the same level begins another list
    if (levels.at(-1)?.level === level && levels.at(-1)!.list.localName !== tag) levels.pop();
    if (levels.length === 0 || levels.at(-1)!.level < level) {
      const list = page.createElement(tag);
      const around = levels.at(-1)?.list.lastElementChild;
      if (around) around.append(list);
      else place.before(list);
      levels.push({ list, level });
    }
    const item = page.createElement("li");
    removeMarker(paragraph);
    item.append(...paragraph.childNodes);
    levels.at(-1)!.list.append(item);
    paragraph.remove();
  }
  place.remove();
}

/** Takes the bullet or number out of the text. */
function removeMarker(paragraph: HTMLElement): void {
  const marker = [...paragraph.querySelectorAll("span")].find((each) =>
    /mso-list:\s*ignore/i.test(each.getAttribute("style") ?? ""),
  );
  if (marker) {
    marker.remove();
    return;
  }
  const length = (BULLET.exec(paragraph.textContent!) ?? NUMBER.exec(paragraph.textContent!))?.[0].length ?? 0;
  const walker = paragraph.ownerDocument.createTreeWalker(paragraph, 4);
  for (let rest = length; rest > 0 && walker.nextNode(); ) {
    const text = walker.currentNode as Text;
    const cut = Math.min(rest, text.data.length);
    text.data = text.data.slice(cut);
    rest -= cut;
  }
}
