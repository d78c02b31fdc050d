/** A named collection of runs. */
export interface Experiment {
  readonly id: number;
  readonly name: string;
  readonly createdAt: number;
  readonly runCount: number;
}
