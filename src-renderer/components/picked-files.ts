/** A file that was chosen or dropped, with the folders that it lay in. */
export interface PickedFile {
  readonly path: string;
  readonly file: File;
}

/** What was dropped: single files, and all that lies in folders. Has to be called while the event is handled. */
export async function droppedFiles(data: DataTransfer): Promise<readonly PickedFile[]> {
  const entries = [...data.items].map((item) => item.webkitGetAsEntry());
  const plain = [...data.files].map((file) => ({ path: file.name, file }));
  // A browser that knows no entries gives files, and so does a test.
  if (entries.every((entry) => entry === null)) return plain;
  const found = await Promise.all(entries.map((entry) => (entry === null ? [] : filesIn(entry))));
  return found.flat();
}

/** What was chosen: of a folder, all that lies in it. */
export function chosenFiles(files: FileList): readonly PickedFile[] {
  return [...files].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}

async function filesIn(entry: FileSystemEntry): Promise<readonly PickedFile[]> {
  if (entry.name.startsWith('.')) return [];
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    return [{ path: entry.fullPath.replace(/^\//, ''), file }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const inner: FileSystemEntry[] = [];
  // It gives a hundred at a time, and none at the end.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) break;
    inner.push(...some);
  }
  return (await Promise.all(inner.map(filesIn))).flat();
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}
