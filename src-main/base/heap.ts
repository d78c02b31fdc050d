/** A binary heap: `pop` gives the item that comes before all others. */
export interface Heap<Item> {
  push(item: Item): void;
  pop(): Item | undefined;
}

/** An empty heap, ordered by whether an item comes before another. */
export function createHeap<Item>(before: (a: Item, b: Item) => boolean): Heap<Item> {
  const items: Item[] = [];
  const comesBefore = (a: number, b: number): boolean => {
    const [first, second] = [items[a], items[b]];
    return first !== undefined && second !== undefined && before(first, second);
  };
  const swap = (a: number, b: number): void => {
    const [first, second] = [items[a], items[b]];
    if (first === undefined || second === undefined) return;
    items[a] = second;
    items[b] = first;
  };
  return {
    push: (item) => {
      let at = items.push(item) - 1;
      while (at > 0) {
        const parent = (at - 1) >> 1;
        if (!comesBefore(at, parent)) break;
        swap(at, parent);
        at = parent;
      }
    },
    pop: () => {
      const top = items[0];
      const last = items.pop();
      if (items.length === 0 || last === undefined) return top;
      items[0] = last;
      let at = 0;
      for (;;) {
        const left = 2 * at + 1;
        const least = comesBefore(left + 1, left) ? left + 1 : left;
        if (!comesBefore(least, at)) break;
        swap(at, least);
        at = least;
      }
      return top;
    },
  };
}
