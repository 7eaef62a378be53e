type Rgb = [number, number, number];

const parse = (color: string): Rgb => [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16)) as Rgb;
const format = (color: Rgb) => `#${color.map((each) => Math.round(each).toString(16).padStart(2, "0")).join("")}`;
const mix = (a: Rgb, b: Rgb, share: number): Rgb => a.map((each, at) => each + (b[at]! - each) * share) as Rgb;

function luminance(color: Rgb): number {
  const [r, g, b] = color.map((each) => {
    const part = each / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: Rgb, b: Rgb): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const MIN_CONTRAST = 4.6;
const BLACK: Rgb = [0, 0, 0];
const WHITE: Rgb = [255, 255, 255];

/** Makes the color darker or lighter until it can be read on a background. */
function readableOn(color: Rgb, ground: Rgb): Rgb {
  const towards = luminance(ground) > 0.3 ? BLACK : WHITE;
  for (let share = 0; share < 1; share += 0.05) {
    const mixture = mix(color, towards, share);
    if (contrast(mixture, ground) >= MIN_CONTRAST) return mixture;
  }
  return towards;
}

export interface DeskColors {
  desk: string;
  onDesk: string;
  wash: string;
}

/** The desk's color for pages with this background: as text and button, the text on it, and as a pale background. */
export function paletteOf(color: string, ground: string): DeskColors {
  const [base, below] = [parse(color), parse(ground)];
  const wash = mix(below, base, 0.1);
  const desk = readableOn(readableOn(base, below), wash);
  const onDesk = contrast(desk, WHITE) >= contrast(desk, BLACK) ? WHITE : BLACK;
  return { desk: format(desk), onDesk: format(onDesk), wash: format(wash) };
}
