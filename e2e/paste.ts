import type { Locator } from "playwright-core";

const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/** Pastes a picture of one pixel where the cursor is, as a browser does with one from the clipboard. */
export const pastePicture = (box: Locator, name: string): Promise<void> =>
  box.evaluate(
    (element, [name, pixel]) => {
      const clipboardData = new DataTransfer();
      const bytes = Uint8Array.from(atob(pixel), (letter) => letter.charCodeAt(0));
      clipboardData.items.add(new File([bytes], name, { type: "image/png" }));
      element.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    },
    [name, PIXEL] as const,
  );

/** How wide a picture came out; 0 while there is none. */
export const widthOf = (picture: Locator): Promise<number> =>
  picture.evaluate((each) => (each as HTMLImageElement).naturalWidth);
