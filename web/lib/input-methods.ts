const COMPOSING = 229;

/** Whether a key belongs to an input method (Japanese, Chinese, Korean and others), which is putting a word together. */
const isComposing = ({ isComposing, keyCode }: KeyboardEvent): boolean =>
  // Safari ends the composition before the Enter that ends it, so only the key code tells
  isComposing || keyCode === COMPOSING;

/**
 * Keeps keys of input methods away from the app: an Enter that accepts a word saves nothing, an Escape that cancels one
 * closes nothing. The browser and the field still receive them. No other code deals with input methods.
 */
export function startKeepingInputMethods(): void {
  const keep = (event: KeyboardEvent) => {
    if (!(event instanceof KeyboardEvent) || !isComposing(event)) return;
    const { target } = event;
    if (!(target instanceof HTMLElement && target.isContentEditable)) return event.stopImmediatePropagation();
    // the rich editor itself follows the composition inside it; the elements around it receive no event
    target.addEventListener(event.type, (same) => same.stopPropagation(), { once: true });
  };
  for (const kind of ["keydown", "keyup"] as const) window.addEventListener(kind, keep, { capture: true });
}
