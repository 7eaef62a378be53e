import { matchKeyBindingPress, parseKeybinding } from "tinykeys";

/** The parts of a key press that matter here. */
export type Press = Pick<KeyboardEvent, "key" | "code" | "getModifierState">;

const MODIFIERS: readonly string[] = ["Shift", "Control", "Alt", "AltGraph", "Meta", "CapsLock", "Fn"];
export const isModifier = ({ key }: Press): boolean => MODIFIERS.includes(key);

// the positions of the app's signs on a Latin keyboard
const SIGNS: Record<string, [plain: string, shifted: string]> = {
  BracketLeft: ["[", "{"],
  BracketRight: ["]", "}"],
  Slash: ["/", "?"],
  Digit3: ["3", "#"],
};

/**
 * The Latin letter or sign of a key press. On a keyboard for another script (Thai, Cyrillic, Greek), the one at the
 * same position.
 */
export function latinKey(press: Press): string {
  const { key, code } = press;
  if ([...key].length !== 1 || /[\p{ASCII}\p{Script=Latin}]/u.test(key)) return key;
  const sign = SIGNS[code]?.[press.getModifierState("Shift") ? 1 : 0];
  return sign ?? /^(?:Key|Digit)(.)$/.exec(code)?.[1]?.toLowerCase() ?? key;
}

const keybindings = new Map<string, ReturnType<typeof parseKeybinding>[]>();
// a sign needs Shift on some keyboards and not on others
function waysToType(keys: string) {
  let ways = keybindings.get(keys);
  if (!ways) {
    ways = (/^[^\w\s]$/.test(keys) ? [keys, `Shift+${keys}`] : [keys]).map(parseKeybinding);
    keybindings.set(keys, ways);
  }
  return ways;
}

function isPressed(press: Press, key: ReturnType<typeof parseKeybinding>[number]): boolean {
  const { code } = press;
  const event = { key: latinKey(press), code, getModifierState: (name: string) => press.getModifierState(name) };
  return matchKeyBindingPress(event as KeyboardEvent, key);
}

const lengthOf = (keys: string): number => keys.split(" ").length;

/** Finds the action for the last key presses: a sequence wins over a single key, then the action that was offered last. */
export function meantBy<T extends { keys?: string }>(presses: readonly Press[], actions: readonly T[]): T | undefined {
  const fits = (keys: string) =>
    waysToType(keys).some(
      (way) =>
        way.length <= presses.length &&
        way.every((key, n) => isPressed(presses[presses.length - way.length + n]!, key)),
    );
  return actions
    .filter(({ keys }) => keys && fits(keys))
    .reduce<T | undefined>(
      (best, each) => (best && lengthOf(best.keys!) > lengthOf(each.keys!) ? best : each),
      undefined,
    );
}
