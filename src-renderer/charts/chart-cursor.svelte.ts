/** The x that the pointer or the keyboard is at, shared by the charts of a page. */
export class ChartCursor {
  #x = $state<number | null>(null);
  #owner = $state.raw<symbol | null>(null);

  get x(): number | null {
    return this.#x;
  }
  /** Whether this chart has set it: the others draw the upright line but no box with values. */
  isOf(chart: symbol): boolean {
    return this.#owner === chart;
  }
  set(chart: symbol, x: number): void {
    this.#owner = chart;
    this.#x = x;
  }
  /** Takes it away, if it is this chart's. */
  clear(chart: symbol): void {
    if (this.#owner !== chart) return;
    this.#owner = null;
    this.#x = null;
  }
}
