type Elements = Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer>;

/** A typed array that grows by a half whenever it is full. */
export interface GrowingArray<T extends Elements> {
  readonly length: number;
  push(value: number): void;
  /** Pushes the same value so many times. */
  repeat(value: number, times: number): void;
  /** Keeps every second element, beginning with the first. */
  thin(): void;
  /** What was pushed, in an array of just that length. */
  toArray(): T;
}

export function growingFloat64(): GrowingArray<Float64Array<ArrayBuffer>> {
  return growing((length) => new Float64Array(length));
}

export function growingInt32(): GrowingArray<Int32Array<ArrayBuffer>> {
  return growing((length) => new Int32Array(length));
}

function growing<T extends Elements>(create: (length: number) => T): GrowingArray<T> {
  let elements = create(256);
  let length = 0;
  const reserve = (wanted: number): void => {
    if (wanted <= elements.length) return;
    const larger = create(Math.max(wanted, elements.length + (elements.length >> 1)));
    larger.set(elements);
    elements = larger;
  };
  return {
    get length() {
      return length;
    },
    push: (value) => {
      if (length === elements.length) reserve(length + 1);
      elements[length++] = value;
    },
    repeat: (value, times) => {
      reserve(length + times);
      elements.fill(value, length, length + times);
      length += times;
    },
    thin: () => {
      const kept = Math.ceil(length / 2);
      for (let at = 0; at < kept; at++) elements[at] = elements[2 * at] ?? 0;
      length = kept;
    },
    toArray: () => {
      const exact = create(length);
      exact.set(elements.subarray(0, length));
      return exact;
    },
  };
}
