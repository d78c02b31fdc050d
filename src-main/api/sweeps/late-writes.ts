import { isStorageTrouble, storageError } from '../../store/errors.ts';

/** Whether nothing can be written now for the storage's sake, such as a full disk, so that it is worth another try. */
export function isPassing(thrown: unknown): boolean {
  return isStorageTrouble(storageError(thrown, ''));
}

/** What is told while nothing can be written, written in its order as soon as that is possible. */
export interface LateWrites {
  write(work: () => void): void;
  retry(): void;
  readonly waiting: boolean;
}

/** `later` is asked to call `retry` after a while. */
export function createLateWrites(later: () => void): LateWrites {
  const late: (() => void)[] = [];
  const retry = (): void => {
    for (let work = late[0]; work !== undefined; work = late[0]) {
      try {
        work();
      } catch (thrown) {
        if (isPassing(thrown)) return later();
        late.shift();
        throw thrown;
      }
      late.shift();
    }
  };
  return {
    write: (work) => {
      late.push(work);
      if (late.length === 1) retry();
    },
    retry,
    get waiting() {
      return late.length > 0;
    },
  };
}
