import * as tf from '@tensorflow/tfjs-core';
import { causalAttention, fullAttention } from '../../tensor/fused/attention.ts';
import { attentionFlops, denseLayer, densePlan, plainPlan } from '../layers.ts';
import type { Layer } from './layer.ts';

/** Self-attention over x [batch, time, width] with `heads` heads (Vaswani et al. 2017): queries, keys and values from
 * one dense layer, a projection back. Causal: no position sees a later one. */
export function attend(
  name: string,
  [time = 1, width = 1]: readonly number[],
  heads: number,
  causal: boolean,
): Layer {
  const initializer = { kind: 'glorotUniform' } as const;
  const leading = [time];
  return {
    plans: [
      densePlan(`${name}/attention`, width, 3 * width, { initializer, leading }),
      plainPlan(
        `${name}/attend`,
        causal ? 'causalAttention' : 'attention',
        [time, width],
        attentionFlops(time, width),
      ),
      densePlan(`${name}/projection`, width, width, { initializer, leading }),
    ],
    outputShape: [time, width],
    apply: (x, weights) => {
      const [batch = 0, now = 0] = x.shape;
      const rows = tf.reshape(x, [batch * now, width]);
      const projected = denseLayer(weights, `${name}/attention`, rows, null);
      const shape = { batch, time: now, heads, size: width / heads };
      const mixed = causal ? causalAttention(projected, shape) : fullAttention(projected, shape);
      return tf.reshape(denseLayer(weights, `${name}/projection`, mixed, null), [batch, now, width]);
    },
  };
}
