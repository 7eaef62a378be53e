const PICTURE = /\.(png|jpe?g|gif|webp|avif|bmp)$/i;
const IN_TEXT = /<img\b[^>]*\ssrc\s*=\s*["']?cid:([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})/gi;

/** Whether browsers show a file with this name as a picture. */
export const isPicture = (name: string): boolean => PICTURE.test(name);

/** The files that stand below a text: without the pictures that the text itself shows. */
export function listedFiles<File extends { id: string; name: string }>(text: string, files: readonly File[]): File[] {
  const inText = new Set([...text.matchAll(IN_TEXT)].map(([, id]) => id!.toLowerCase()));
  return files.filter(({ id, name }) => !(inText.has(id) && isPicture(name)));
}
