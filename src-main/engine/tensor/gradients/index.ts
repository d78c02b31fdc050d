import { defineArithmeticGradients } from './arithmetic.ts';
import { defineElementwiseGradients } from './elementwise.ts';
import { defineNetworkGradients } from './network.ts';
import { defineReductionGradients } from './reduction.ts';
import { defineShapeGradients } from './shape.ts';

/** Gradients of every operation that models, losses and explanations are made of. May be called again. */
export function defineGradients(): void {
  defineArithmeticGradients();
  defineElementwiseGradients();
  defineReductionGradients();
  defineShapeGradients();
  defineNetworkGradients();
}
