// A team's work: each operation in parts whose results do not depend on how many there are, so that one thread and
// several give the same bits. Small ones are not worth the telling.
import { readGeometry } from './geometry';
import {
  geometrySlot,
  gemmOperation,
  gemmBatchOperation,
  convolveOperation,
  kernelGradientOperation,
  inputGradientOperation,
  maxPoolOperation,
  maxPoolGradientOperation,
  attendOperation,
  attendGradientOperation,
  activateOperation,
  activationGradientOperation,
  layerNormOperation,
  adamOperation,
  dropOutOperation,
} from './job';
import { attendGradientPart, attendPart } from './shared-attention';
import {
  convolvePart,
  inputGradientPart,
  kernelSumsPart,
  maxPoolGradientPart,
  maxPoolPart,
} from './shared-images';
import { gemmBatchPart, gemmPart } from './shared-matrices';
import { activatePart, activationGradientPart, adamPart, dropOutPart, layerNormPart } from './shared-rows';
import {
  announce,
  awaitOperation,
  awaitParts,
  finishPart,
  joinTeam,
  operation,
  slot,
  takePart,
} from './team';

/** Works at a board until sent home; the whole life of a helper. */
export function help(at: usize): void {
  joinTeam(at);
  let seen = 0;
  for (;;) {
    seen = awaitOperation(seen);
    if (seen < 0) return;
    for (let part = takePart(seen); part >= 0; part = takePart(seen)) {
      const kind = operation();
      if (kind >= convolveOperation && kind <= maxPoolGradientOperation) readGeometry(slot(geometrySlot));
      work(kind, part);
      finishPart();
    }
  }
}

export function share(kind: i32): void {
  const number = announce(kind);
  for (let part = takePart(number); part >= 0; part = takePart(number)) {
    work(kind, part);
    finishPart();
  }
  awaitParts();
}

function work(kind: i32, part: i32): void {
  if (kind == gemmOperation) return gemmPart(part);
  if (kind == gemmBatchOperation) return gemmBatchPart(part);
  if (kind == convolveOperation) return convolvePart(part);
  if (kind == kernelGradientOperation) return kernelSumsPart(part);
  if (kind == inputGradientOperation) return inputGradientPart(part);
  if (kind == maxPoolOperation) return maxPoolPart(part);
  if (kind == maxPoolGradientOperation) return maxPoolGradientPart(part);
  if (kind == attendOperation) return attendPart(part);
  if (kind == attendGradientOperation) return attendGradientPart(part);
  if (kind == activateOperation) return activatePart(part);
  if (kind == activationGradientOperation) return activationGradientPart(part);
  if (kind == layerNormOperation) return layerNormPart(part);
  if (kind == adamOperation) return adamPart(part);
  if (kind == dropOutOperation) return dropOutPart(part);
}
