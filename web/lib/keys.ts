import { matchKeyBindingPress, parseKeybinding } from "tinykeys";

/** What is looked at of a press of a key. */
export type Press = Pick<KeyboardEvent, "key" | "code" | "getModifierState">;

const MODIFIERS: readonly string[] = ["Shift", "Control", "Alt", "AltGraph", "Meta", "CapsLock", "Fn"];
export const isModifier = ({ key }: Press): boolean => MODIFIERS.includes(key);

// where signs that are keys of the app lie on a keyboard with Latin letters
const SIGNS: Record<string, [plain: string, shifted: string]> = {
  BracketLeft: ["[", "{"],
  BracketRight: ["]", "}"],
  Slash: ["/", "?"],
  Digit3: ["3", "#"],
};

/** The Latin letter or sign of a press: where the keyboard writes others (Thai, Cyrillic, Greek), the one at its place. */
export function latinKey(press: Press): string {
  const { key, code } = press;
  if ([...key].length !== 1 || /[\p{ASCII}\p{Script=Latin}]/u.test(key)) return key;
  const sign = SIGNS[code]?.[press.getModifierState("Shift") ? 1 : 0];
  return sign ?? /^(?:Key|Digit)(.)$/.exec(code)?.[1]?.toLowerCase() ?? key;
}

const parsed = new Map<string, ReturnType<typeof parseKeybinding>[]>();
// a sign is typed with Shift on one keyboard and without on another
function waysToType(keys: string) {
  let ways = parsed.get(keys);
  if (!ways) {
    ways = (/^[^\w\s]$/.test(keys) ? [keys, `Shift+${keys}`] : [keys]).map(parseKeybinding);
    parsed.set(keys, ways);
  }
  return ways;
}

function isPressed(press: Press, wanted: ReturnType<typeof parseKeybinding>[number]): boolean {
  const { code } = press;
  const seen = { key: latinKey(press), code, getModifierState: (name: string) => press.getModifierState(name) };
  return matchKeyBindingPress(seen as KeyboardEvent, wanted);
}

const lengthOf = (keys: string): number => keys.split(" ").length;

/** Which of those with keys the last presses mean: a sequence before a single key, then who came later. */
export function meantBy<T extends { keys?: string }>(presses: readonly Press[], offered: readonly T[]): T | undefined {
  const fits = (keys: string) =>
    waysToType(keys).some(
      (way) =>
        way.length <= presses.length &&
        way.every((wanted, n) => isPressed(presses[presses.length - way.length + n]!, wanted)),
    );
  return offered
    .filter(({ keys }) => keys && fits(keys))
    .reduce<T | undefined>(
      (best, each) => (best && lengthOf(best.keys!) > lengthOf(each.keys!) ? best : each),
      undefined,
    );
}
