import type { Locator } from "playwright-core";

/** Pastes a picture of this height at the cursor, as from the clipboard. */
export const pastePicture = (box: Locator, name: string, height = 1): Promise<void> =>
  box.evaluate(
    async (element, [name, height]) => {
      const canvas = Object.assign(document.createElement("canvas"), { width: 1, height });
      const bytes = await new Promise<Blob | null>((done) => canvas.toBlob(done));
      const clipboardData = new DataTransfer();
      clipboardData.items.add(new File([bytes!], name, { type: "image/png" }));
      element.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    },
    [name, height] as const,
  );

/** The width of the displayed picture; 0 if there is none yet. */
export const widthOf = (picture: Locator): Promise<number> =>
  picture.evaluate((each) => (each as HTMLImageElement).naturalWidth);
