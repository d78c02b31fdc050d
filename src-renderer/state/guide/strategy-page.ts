/** The chapter of the guide that tells what every choice of the form is for; its anchors are `PART.KIND`. */
export const strategyPage = 'training-strategies';

/** Its figures, drawn from the user's own runs. */
export type FigureName = 'optimizers' | 'accuracy-time' | 'parameters-loss';
export const figureNames: readonly FigureName[] = ['optimizers', 'accuracy-time', 'parameters-loss'];
