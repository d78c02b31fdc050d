import type {
  Advice,
  BatchSizeTest,
  LearningRateTest,
  OptimizerRace,
  RaceCandidate,
} from '#contract/advice.ts';
import { shortNumber, table } from './output.ts';

/** What was found, as a table and a few sentences. */
export function adviceText({ report }: Advice): string {
  if (report === null) return 'Nothing was measured.';
  switch (report.kind) {
    case 'optimizer':
      return raceText(report);
    case 'learningRate':
      return rateText(report);
    case 'batchSize':
      return batchText(report);
    default:
      return report satisfies never;
  }
}

function raceText(race: OptimizerRace): string {
  const rows = race.candidates.map((candidate, index) => [
    (race.verdict?.choice === index ? '→ ' : '') + named(candidate) + (candidate.own ? ' (yours)' : ''),
    String(candidate.steps),
    candidate.loss === null ? '' : shortNumber(candidate.loss),
    shortNumber(candidate.millisecondsPerStep),
    shortNumber(candidate.slotsPerWeight),
    { racing: '', out: 'dropped out', finished: '', diverged: 'diverged' }[candidate.state],
  ]);
  const on = race.measuredOn === 'validation' ? 'held-out' : 'training';
  return [
    table(['optimizer', 'steps', `${on} loss`, 'ms a step', 'kept per weight', ''], rows),
    '',
    `Same first weights, same batches, same number of steps (${race.rounds.at(-1) ?? 0} of ${race.trainingSteps}); the loss at the start was ${shortNumber(race.startLoss)}.`,
    raceSentence(race),
  ].join('\n');
}

function raceSentence(race: OptimizerRace): string {
  const choice = race.candidates[race.verdict?.choice ?? -1];
  if (choice?.decaysOtherwise !== true) return verdictSentence(race);
  return `${verdictSentence(race)} Its weight decay (${shortNumber(choice.optimizer.weightDecay)}, as yours) acts in another way, on the weights themselves or through the gradient, so that the same number is not the same strength: try a few.`;
}

function verdictSentence({ candidates, verdict, startLoss }: OptimizerRace): string {
  if (verdict === null) return 'The race did not come to its end.';
  const choice = candidates[verdict.choice ?? -1];
  const own = candidates.find((candidate) => candidate.own);
  const ahead = candidates[verdict.aheadInTime ?? -1];
  const clock =
    ahead === undefined ? '' : ` By the clock, ${named(ahead)} is ahead, since its steps are shorter.`;
  const take = choice === undefined ? '' : named(choice);
  switch (verdict.reason) {
    case 'better': {
      const steps =
        verdict.stepsToOwn === null || own === undefined
          ? ''
          : ` It was after ${verdict.stepsToOwn} steps where yours was after ${own.steps}.`;
      const best = candidates[verdict.best ?? -1];
      const simpler =
        best === undefined || best === choice
          ? ''
          : ` It is about as good as ${named(best)} and keeps fewer numbers for each weight, or takes shorter steps.`;
      return `Take ${take}.${steps}${simpler}${clock}`;
    }
    case 'ownBest':
      return `Keep ${take}: nothing else came near it.${clock}`;
    case 'equalOwn':
      return `Keep ${take}: nothing was better by more than the noise (${shortNumber(verdict.noise)}).${clock}`;
    case 'equalSimpler':
      return `Take ${take}: about as good as the best, and it keeps fewer numbers for each weight.${clock}`;
    case 'noneLearned':
      return `No loss fell below ${shortNumber(startLoss)}: look at the data, the loss and the initial weights first.`;
    case 'allDiverged':
      return 'Every loss became infinite or NaN: look at the data (is it standardised?) and the initial weights first.';
    default:
      return verdict.reason satisfies never;
  }
}

function named({ optimizer }: RaceCandidate): string {
  const nesterov = optimizer.kind === 'momentum' && optimizer.nesterov ? ' with Nesterov' : '';
  return `${optimizer.kind}${nesterov} at ${shortNumber(optimizer.learningRate)}`;
}

function rateText({ rates, smoothed, lowest, steepest, suggested, own, verdict }: LearningRateTest): string {
  const every = Math.max(1, Math.floor(rates.length / 20));
  const rows = Array.from(rates, (rate, index) => [shortNumber(rate), shortNumber(smoothed[index])]).filter(
    (_, index) => index % every === 0,
  );
  const sentence =
    verdict === 'flat' || suggested === null
      ? 'The loss came down nowhere by more than its noise: no rate can be suggested.'
      : verdict === 'fine'
        ? `Keep ${shortNumber(own)}: the test suggests ${shortNumber(suggested)}, which is about the same.`
        : `Take ${shortNumber(suggested)} (yours is ${shortNumber(own)}).`;
  const marks =
    lowest === null || steepest === null
      ? ''
      : ` The loss falls fastest at ${shortNumber(steepest.rate)} and is lowest at ${shortNumber(lowest.rate)}, where it is about to rise again; the suggestion lies safely below.`;
  return [table(['learning rate', 'loss'], rows), '', sentence + marks].join('\n');
}

function batchText({ sizes, own, knee, noiseScale, suggested, verdict }: BatchSizeTest): string {
  const rows = sizes.map((size) => [
    `${verdict !== null && suggested?.batchSize === size.batchSize ? '→ ' : ''}${size.batchSize}${size.batchSize === own ? ' (yours)' : ''}`,
    shortNumber(size.millisecondsPerStep),
    shortNumber(Math.round(size.rowsPerSecond)),
    `${(size.memoryBytes / 1024 ** 2).toFixed(1)} MB`,
    shortNumber(size.relativeTime),
  ]);
  const noise =
    noiseScale === null
      ? 'The data is too small to measure the noise of its gradients.'
      : Number.isFinite(noiseScale)
        ? `Gradient noise scale: about ${shortNumber(Math.round(noiseScale))} rows. Batches far larger than that save few steps; it grows as training goes on.`
        : 'The gradient is all noise already: larger batches help.';
  const take =
    suggested === null || verdict === null
      ? 'The test did not come to its end.'
      : verdict === 'fine'
        ? `Keep ${own}: nothing is clearly faster.`
        : `Take ${suggested.batchSize}, with a learning rate of ${shortNumber(suggested.learningRate)}.`;
  const fast =
    knee === null ? '' : `From ${knee} rows on, larger batches hardly work off more rows a second. `;
  return [
    table(['batch size', 'ms a step', 'rows/s', 'memory', 'time to the same loss'], rows),
    '',
    `${fast}${noise}`,
    take,
  ].join('\n');
}
