/**
 * Something that is asked for and may take a while or fail. Asking again keeps what is there until the new answer
 * comes; an answer that was overtaken by a later question is dropped.
 */
export class Asked<T> {
  #value = $state.raw<T | null>(null);
  #error = $state.raw<unknown>(null);
  #loading = $state(false);
  #number = 0;

  get value(): T | null {
    return this.#value;
  }
  get error(): unknown {
    return this.#error;
  }
  get loading(): boolean {
    return this.#loading;
  }

  async ask(question: () => Promise<T>): Promise<T | null> {
    const number = ++this.#number;
    this.#loading = true;
    try {
      const value = await question();
      if (number !== this.#number) return null;
      this.#value = value;
      this.#error = null;
      return value;
    } catch (thrown) {
      if (number === this.#number) this.#error = thrown;
      return null;
    } finally {
      if (number === this.#number) this.#loading = false;
    }
  }

  clear(): void {
    this.#number++;
    this.#value = null;
    this.#error = null;
    this.#loading = false;
  }
}
