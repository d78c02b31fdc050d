/** What a sweep tells: refusals of its spec, why trials and sweeps ended, what it has learned. */
export const sweepRunSentences = {
  'sweep.notThere': ({ sweep }: { sweep: number }) => `There is no sweep ${sweep}. See: descent sweeps`,
  'sweep.noTrial': ({ sweep, trial }: { sweep: number; trial: number }) =>
    `Sweep ${sweep} has no trial ${trial}.`,
  'sweep.isState': ({ sweep, state }: { sweep: number; state: string }) =>
    `Sweep ${sweep} is ${state}; that cannot be done now.`,
  'sweep.trialIsState': ({ trial, state }: { trial: number; state: string }) =>
    `Trial ${trial} is ${state}; that cannot be done now.`,
  'sweep.notMeasured': ({ what }: { what: string }) =>
    `${what} is not measured for a whole sweep. Limit it by trials or by seconds instead.`,
  'sweep.earlierDiffers': ({
    sweep,
    metric,
    searched,
  }: {
    sweep: number;
    metric: string;
    searched: string;
  }) =>
    `Sweep ${sweep} searched for ${searched}, and this one searches for ${metric}: what its trials reached cannot be compared. Take it out of "earlier".`,
  'sweep.unusableTrial': ({ params, reason }: { params: string; reason: string }) =>
    `A trial with ${params} could not be trained: ${reason}`,
  'sweep.orphansEnded': ({ count }: { count: number }) =>
    `Descent ended without ending ${count === 1 ? 'a command' : `${count} commands`} of this sweep. ${count === 1 ? 'It was' : 'They were'} found again and ended; ${count === 1 ? 'its trial begins' : 'their trials begin'} anew when the sweep goes on.`,
  'sweep.allFailAlike': ({ count, reason }: { count: number; reason: string }) =>
    `The sweep was stopped, since ${count} trials failed alike: ${reason}`,
  'sweep.timeUsedUp': ({ seconds }: { seconds: number }) =>
    `The time for the sweep (${seconds} s) is used up.`,
  'sweep.spaceUsedUp': ({ trials }: { trials: number }) =>
    `Every point of the space has been tried, in ${trials} trials.`,
  'trial.exit': ({ code, lines }: { code: number; lines: string }) =>
    `The command ended with exit code ${code}.${lines === 'none' ? '' : ` Its last lines:\n${lines}`}`,
  'trial.signal': ({ signal, lines }: { signal: string; lines: string }) =>
    `The command was ended by ${signal}.${lines === 'none' ? '' : ` Its last lines:\n${lines}`}`,
  'trial.notStarted': ({ program, reason }: { program: string; reason: string }) =>
    `${program} could not be started (${reason}). Check its name, and the folder that it is to work in.`,
  'trial.timeLimit': ({ seconds }: { seconds: number }) =>
    `The command took longer than ${seconds} s and was ended.`,
  'trial.noReport': ({ metric, found }: { metric: string; found: readonly string[] }) =>
    found.length === 0
      ? `The trial ended without telling ${metric}. A command tells it by a line such as {"${metric}": 0.5} on its standard output.`
      : `The trial ended without telling ${metric}; it told ${found.join(', ')}.`,
  'trial.notANumber': ({ metric }: { metric: string }) =>
    `The trial diverged: ${metric} is not a finite number.`,
  'trial.generation': ({ step }: { step: number }) =>
    `It has come to step ${step} and waits for the others of its population.`,
  'trial.replaced': ({ step, from, trial }: { step: number; from: number; trial: number }) =>
    `At step ${step} it made room: a copy of trial ${from} goes on as trial ${trial}.`,
  'trial.noCheckpoint': ({ trial }: { trial: number }) =>
    `The last checkpoint of trial ${trial} is gone, so that nothing can go on from it.`,
  'trial.byHand': () => 'Stopped by hand.',
  'trial.timeUp': () => 'Stopped, since the time for the sweep was used up.',
  'trial.pruned': ({ step }: { step: number }) =>
    `Stopped early at step ${step}: others were better by then.`,
  'command.noProgram': () => 'has to name a program.',
  'command.shellOnly': ({ program }: { program: string }) =>
    `${program} can be run only by a shell, which Descent does not use. Name the program that it starts, with its arguments.`,
  'command.unknownPlaceholder': ({
    name,
    near,
    known,
  }: {
    name: string;
    near: string;
    known: readonly string[];
  }) =>
    `{${name}} is no param of the space. ${
      near === 'none' ? `There are ${known.map((one) => `{${one}}`).join(', ')}.` : `Did you mean {${near}}?`
    } For the letters themselves write {{${name}}}.`,
  'command.missingParam': ({ argument, name }: { argument: string; name: string }) =>
    `"${argument}" needs ${name}, which is not in use in this trial. Give {${name}} an argument of its own after its option.`,
  'command.secret': ({ name }: { name: string }) =>
    `${name} looks like a secret, and what is written here is kept with the sweep. Set it in the environment of Descent and name it in command.inherit instead.`,
  'command.secretArgument': ({ options }: { options: readonly string[] }) =>
    `${options.join(', ')} looks like a secret, and arguments are kept with the sweep. Pass it on by command.inherit instead.`,
  'command.notSet': ({ name }: { name: string }) => `${name} is not set in the environment of Descent.`,
  'command.notConfirmed': () =>
    'A command is run only after its exact arguments were shown and confirmed; it was not started.',
  'command.noFolder': ({ path }: { path: string }) => `There is no folder ${path}.`,
  'command.unusedParams': ({ names }: { names: readonly string[] }) =>
    `No argument names ${names.join(', ')}; the command finds them in its environment (DESCENT_PARAMS).`,
};
