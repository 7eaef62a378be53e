const MAX_FILES = 200;

const filesIn = (folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> =>
  new Promise((resolve, reject) => {
    const reader = folder.createReader();
    const all: FileSystemEntry[] = [];
    // the browser returns a few entries at a time, until there are no more
    const next = () =>
      reader.readEntries((some) => {
        all.push(...some);
        if (some.length === 0 || all.length >= MAX_FILES) resolve(all);
        else next();
      }, reject);
    next();
  });

const fileOf = (entry: FileSystemFileEntry): Promise<File> =>
  new Promise((resolve, reject) => entry.file(resolve, reject));

async function under(entry: FileSystemEntry): Promise<File[]> {
  if (entry.isFile) return [await fileOf(entry as FileSystemFileEntry)];
  const files: File[] = [];
  for (const each of await filesIn(entry as FileSystemDirectoryEntry)) {
    files.push(...(await under(each)));
    if (files.length >= MAX_FILES) break;
  }
  return files;
}

/** All files of a drop that includes folders, those in the folders too; null if it has no folders. */
export function filesOfFolders(data: DataTransfer | null): Promise<File[]> | null {
  // read at once, because the drop is empty after its event
  const entries = [...(data?.items ?? [])].flatMap((item) => item.webkitGetAsEntry() ?? []);
  if (!entries.some(({ isDirectory }) => isDirectory)) return null;
  return Promise.all(entries.map(under)).then((files) => files.flat().slice(0, MAX_FILES));
}
