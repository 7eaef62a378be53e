const COMPOSING = 229;

/** Whether a key belongs to an input method (Japanese, Chinese, Korean and others), which is putting a word together. */
const isComposing = ({ isComposing, keyCode }: KeyboardEvent): boolean =>
  // Safari ends the composition before the Enter that ends it, and tells of that by the code alone
  isComposing || keyCode === COMPOSING;

/**
 * Keeps the keys of input methods from everything here: an Enter that takes a word saves nothing, an Escape that drops one
 * closes nothing. The browser and the field itself have them as always. The one place that knows of input methods.
 */
export function startKeepingInputMethods(): void {
  const keep = (event: KeyboardEvent) => {
    if (!(event instanceof KeyboardEvent) || !isComposing(event)) return;
    const { target } = event;
    if (!(target instanceof HTMLElement && target.isContentEditable)) return event.stopImmediatePropagation();
    // the rich editor follows what is put together in it; what is around hears nothing
    target.addEventListener(event.type, (same) => same.stopPropagation(), { once: true });
  };
  for (const kind of ["keydown", "keyup"] as const) window.addEventListener(kind, keep, { capture: true });
}
