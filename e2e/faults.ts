/**
 * Finds visible layout faults: elements that extend beyond the window, and text that is cut off without an ellipsis.
 * Runs in the page.
 */
export function faultsOf(): string[] {
  const isSeen = (each: Element) => each.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const nameOf = (each: Element) => {
    const text = (each.textContent ?? "").trim().replaceAll(/\s+/g, " ").slice(0, 60);
    const name = typeof each.className === "string" ? each.className.split(" ")[0] : "";
    return `<${each.tagName.toLowerCase()} ${name}> “${text}”`;
  };
  const isWithin = (each: Element | null, test: (style: CSSStyleDeclaration) => boolean): boolean =>
    Boolean(each && (test(getComputedStyle(each)) || isWithin(each.parentElement, test)));
  const faults: string[] = [];
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width)
    faults.push(`the page is ${document.documentElement.scrollWidth} px wide`);
  for (const each of document.body.querySelectorAll("*")) {
    const box = each.getBoundingClientRect();
    if (box.width < 3 || box.height < 3 || !isSeen(each)) continue;
    const style = getComputedStyle(each);
    const scrolls = isWithin(each.parentElement, ({ overflowX }) => /auto|scroll|hidden|clip/.test(overflowX));
    if (box.right > width + 1 && !scrolls && box.left < width) faults.push(`sticks out: ${nameOf(each)}`);
    const hasText = [...each.childNodes].some((node) => node.nodeType === 3 && node.textContent!.trim() !== "");
    // a mark that consists only of its color
    if (!hasText || style.fontSize === "0px") continue;
    const cutsX = each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 0 && style.display !== "inline";
    if (cutsX && /hidden|clip/.test(style.overflowX) && style.textOverflow !== "ellipsis")
      faults.push(`cut: ${nameOf(each)}`);
    if (cutsX && style.overflowX === "visible")
      faults.push(`too wide by ${each.scrollWidth - each.clientWidth}: ${nameOf(each)}`);
    const cutsY = each.scrollHeight > each.clientHeight + 4 && each.clientHeight > 0 && style.display !== "inline";
    const isClamped = style.webkitLineClamp !== "none";
    if (cutsY && !isClamped && /hidden|clip/.test(style.overflowY)) faults.push(`cut below: ${nameOf(each)}`);
    if (cutsX && style.textOverflow === "ellipsis" && each.closest("button, h1, h2, h3, label, th"))
      faults.push(`shortened: ${nameOf(each)}`);
  }
  return faults;
}
