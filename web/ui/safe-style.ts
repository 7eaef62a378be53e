// What a style may change in text: color, weight, alignment, white space. Nothing that moves, hides or loads.

const NAMES: Record<string, string> = {
  black: "000000",
  navy: "000080",
  blue: "0000ff",
  darkblue: "00008b",
  green: "008000",
  darkgreen: "006400",
  teal: "008080",
  maroon: "800000",
  purple: "800080",
  indigo: "4b0082",
  olive: "808000",
  gray: "808080",
  grey: "808080",
  dimgray: "696969",
  red: "ff0000",
  darkred: "8b0000",
  crimson: "dc143c",
  firebrick: "b22222",
  brown: "a52a2a",
  orange: "ffa500",
  darkorange: "ff8c00",
  gold: "ffd700",
  yellow: "ffff00",
  lightyellow: "ffffe0",
  lime: "00ff00",
  lightgreen: "90ee90",
  cyan: "00ffff",
  aqua: "00ffff",
  lightblue: "add8e6",
  magenta: "ff00ff",
  fuchsia: "ff00ff",
  pink: "ffc0cb",
  silver: "c0c0c0",
  lightgray: "d3d3d3",
  lightgrey: "d3d3d3",
  white: "ffffff",
};

function channels(color: string): number[] | null {
  const rgb = NAMES[color.toLowerCase()];
  const hex =
    rgb ?? /^#([\da-f]{6})$/i.exec(color)?.[1] ?? /^#([\da-f]{3})$/i.exec(color)?.[1]?.replaceAll(/./g, "$&$&");
  if (hex) return [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  const numbers = /^rgb\((\d+),\s*(\d+),\s*(\d+)\)$/i.exec(color)?.slice(1).map(Number);
  return numbers ?? null;
}

/** How light a color is, 0 to 1, as WCAG measures it; null if it is not plain. */
function lightness(color: string): number | null {
  const parts = channels(color)?.map((each) => {
    const part = each / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return parts ? 0.2126 * parts[0]! + 0.7152 * parts[1]! + 0.0722 * parts[2]! : null;
}

// dark enough to be readable on white, and light enough as a background for dark text
const DARK_ENOUGH = 1.05 / 4.5 - 0.05;
const LIGHT_ENOUGH = 0.7;
const ALMOST_BLACK = 0.02;

function readableColor(element: HTMLElement): string {
  const light = lightness(element.style.color);
  if (light === null || light > DARK_ENOUGH) return "";
  // the color that text has anyway
  const isDefault = light < ALMOST_BLACK && !element.parentElement?.closest('[style*="color"]');
  return isDefault ? "" : element.style.color;
}

/** Reduces the style of an element to what text may have. */
export function reduceStyle(element: HTMLElement): void {
  if (!element.getAttribute?.("style")) {
    element.removeAttribute?.("style");
    return;
  }
  const { backgroundColor, textAlign, whiteSpace, fontWeight, fontStyle } = element.style;
  const decoration = `${element.style.textDecoration} ${element.style.textDecorationLine}`;
  const styles = [
    ["color", readableColor(element)],
    [
      "background-color",
      (lightness(backgroundColor) ?? 0) > LIGHT_ENOUGH && !isWhite(backgroundColor) ? backgroundColor : "",
    ],
    ["text-align", /^(?:left|center|right|justify)$/.test(textAlign) ? textAlign : ""],
    ["white-space", /^(?:pre|pre-wrap|break-spaces)$/.test(whiteSpace) ? "pre-wrap" : ""],
    [
      "font-weight",
      /^(?:bold|bolder|[6-9]00)$/.test(fontWeight) ? "bold" : /^(?:normal|400)$/.test(fontWeight) ? "normal" : "",
    ],
    ["font-style", /^(?:italic|normal)$/.test(fontStyle) ? fontStyle : ""],
    ["text-decoration", ["underline", "line-through"].filter((each) => decoration.includes(each)).join(" ")],
  ].filter(([, value]) => value !== "");
  // a link looks like a link without it
  const style = styles.filter(([name]) => element.nodeName !== "A" || name === "font-weight" || name === "font-style");
  if (style.length === 0) element.removeAttribute("style");
  else element.setAttribute("style", style.map(([name, value]) => `${name}: ${value}`).join("; "));
}

const isWhite = (color: string): boolean => (lightness(color) ?? 0) > 0.99;
