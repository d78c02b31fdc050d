import type { BatchSizeTest, LearningRateTest, OptimizerRace } from '#contract/advice.ts';
import type { OptimizerSpec } from '#contract/training.ts';
import { formatInteger, formatNumber } from '../../format/number.ts';
import { formatParam } from '../../format/param.ts';
import { t, tMaybe } from '../../messages/messages.svelte.ts';

/** "Adam, η = 0.001"; with Nesterov's look-ahead where it has that. */
export function optimizerName(optimizer: OptimizerSpec): string {
  const name = tMaybe(`kind.optimizer.${optimizer.kind}`, optimizer.kind);
  const nesterov = optimizer.kind === 'momentum' && optimizer.nesterov;
  return t('advice.optimizerAt', {
    name: nesterov ? t('advice.withNesterov', { name }) : name,
    rate: formatParam(optimizer.learningRate),
  });
}

/** What a race says, as sentences; the first one is what to do. Empty while it runs. */
export function raceTexts({ candidates, verdict, startLoss }: OptimizerRace): readonly string[] {
  if (verdict === null) return [];
  const nameAt = (index: number | null): string => {
    const candidate = candidates[index ?? -1];
    return candidate === undefined ? '' : optimizerName(candidate.optimizer);
  };
  const own = candidates.find((candidate) => candidate.own);
  const values = {
    choice: nameAt(verdict.choice),
    best: nameAt(verdict.best),
    loss: formatNumber(startLoss),
    noise: formatNumber(verdict.noise, 2),
  };
  const texts = [t(`advice.race.${verdict.reason}`, values)];
  if (verdict.stepsToOwn !== null && own !== undefined) {
    texts.push(
      t('advice.race.stepsToOwn', {
        steps: formatInteger(verdict.stepsToOwn),
        own: formatInteger(own.steps),
      }),
    );
  }
  if (verdict.reason === 'better' && verdict.best !== verdict.choice) {
    texts.push(t('advice.race.aboutBest', values));
  }
  const choice = candidates[verdict.choice ?? -1];
  if (choice?.decaysOtherwise === true) {
    texts.push(t('advice.race.decaysOtherwise', { decay: formatParam(choice.optimizer.weightDecay) }));
  }
  if (verdict.aheadInTime !== null) {
    texts.push(t('advice.race.aheadInTime', { name: nameAt(verdict.aheadInTime) }));
  }
  return texts;
}

export function rateTexts({
  verdict,
  suggested,
  own,
  lowest,
  steepest,
}: LearningRateTest): readonly string[] {
  if (verdict === null) return [];
  const texts = [t(`advice.rate.${verdict}`, { rate: formatParam(suggested), own: formatParam(own) })];
  if (lowest !== null && steepest !== null) {
    texts.push(
      t('advice.rate.why', {
        steepest: formatNumber(steepest.rate, 2),
        lowest: formatNumber(lowest.rate, 2),
      }),
    );
  }
  return texts;
}

export function batchTexts({ verdict, suggested, own, knee, noiseScale }: BatchSizeTest): readonly string[] {
  if (verdict === null || suggested === null) return [];
  const texts = [
    t(`advice.batch.${verdict}`, {
      own: formatInteger(own),
      size: formatInteger(suggested.batchSize),
      rate: formatParam(suggested.learningRate),
    }),
  ];
  if (knee !== null) texts.push(t('advice.batch.knee', { size: formatInteger(knee) }));
  if (noiseScale !== null && Number.isFinite(noiseScale)) {
    texts.push(t('advice.batch.noise', { rows: formatInteger(Math.max(1, Math.round(noiseScale))) }));
  } else {
    texts.push(t(noiseScale === null ? 'advice.batch.tooSmall' : 'advice.batch.allNoise'));
  }
  return texts;
}
