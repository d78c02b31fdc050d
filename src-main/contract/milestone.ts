/** How far a training had come after an update: what the axes of charts that count no steps are drawn by. */
export interface Milestone {
  readonly step: number;
  /** In fractions: 1.5 in the middle of the second epoch. */
  readonly epoch: number;
  /** Rows (of a text: stretches) that updates were computed from since the milestone before. */
  readonly examples: number;
  /** Energy since the milestone before; null where nobody can tell. */
  readonly wattHours: number | null;
}

/** Axes on which only milestones tell where a step lies; between two of them the way is taken to be even. */
export const milestoneAxes = ['epoch', 'examples', 'energy'] as const;
export type MilestoneAxis = (typeof milestoneAxes)[number];
