/**
 * Gives the pictures in a cleaned text their addresses: `files` by the IDs of attached files, `remote` by their own addresses on other
 * sites. A click on an attached picture opens it in full.
 */
export function showPictures(
  text: HTMLElement,
  files: ReadonlyMap<string, string>,
  remote: ReadonlyMap<string, string> | undefined,
): void {
  for (const picture of text.querySelectorAll<HTMLImageElement>("img[data-file], img[data-source]")) {
    const { file, source } = picture.dataset;
    const address = file ? files.get(file) : remote?.get(source!);
    if (!address) continue;
    if (picture.getAttribute("src") !== address) picture.src = address;
    // without a name, a link to it would have none either
    if (file && picture.alt) openOnClick(picture, address);
  }
}

function openOnClick(picture: HTMLImageElement, address: string): void {
  const link = picture.closest("a") ?? document.createElement("a");
  if (!link.contains(picture)) {
    picture.replaceWith(link);
    link.append(picture);
    Object.assign(link, { target: "_blank", rel: "noopener" });
    link.dataset.opens = "";
  }
  // a link that the author has put around the picture stays
  if (link.dataset.opens !== undefined) link.href = address;
}
