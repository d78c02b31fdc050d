import * as v from 'valibot';

/** So many arguments and characters of each are taken; systems allow little more. */
const mostArguments = 1000;
const longestArgument = 10_000;

const textSchema = v.pipe(v.string('has to be a text'), v.maxLength(longestArgument));
const environmentName = v.pipe(
  v.string('has to be the name of an environment variable'),
  v.regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'has to be a name of letters, digits and _'),
);
const secondsSchema = v.pipe(
  v.number('has to be a number of seconds'),
  v.minValue(0, 'has to be at least 0'),
  v.maxValue(1e7, 'has to be at most 10000000'),
);

/**
 * How figures are read. `json`: a line of stdout that is a JSON object, `{"score": 0.3, "step": 4}` or
 * `{"metric": "score", "value": 0.3, "step": 4}`. `keyValue`: `score=0.3 step=4` anywhere in a line. `pattern`: a regular
 * expression with the named group `value` and maybe `metric` and `step`. `file`: lines of JSON, as above, in a file of
 * the trial's own folder.
 */
export const commandMetricsSchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('json') }),
  v.strictObject({ kind: v.literal('keyValue') }),
  v.strictObject({
    kind: v.literal('pattern'),
    pattern: v.pipe(
      v.string('has to be a regular expression'),
      v.minLength(1, 'has to be a regular expression'),
      v.maxLength(1000),
      v.check(
        (pattern) => isPattern(pattern),
        'has to be a regular expression with a group (?<value>…), for example loss (?<value>[0-9.]+)',
      ),
    ),
  }),
  v.strictObject({
    kind: v.literal('file'),
    /** Within the trial's folder, which the command is told as {folder} and DESCENT_FOLDER. */
    name: v.optional(
      v.pipe(
        v.string('has to be the name of a file'),
        v.regex(/^[\w][\w.-]{0,99}$/, 'has to be the name of a file, without a folder'),
      ),
      'metrics.jsonl',
    ),
  }),
]);
export type CommandMetrics = v.InferOutput<typeof commandMetricsSchema>;

/** A program that a trial runs: a list of arguments, never a line for a shell. */
export const commandSpecSchema = v.strictObject({
  /** The program and its arguments; `{name}` stands for a param, see the guide. */
  argv: v.pipe(
    v.array(textSchema, 'has to be a list of arguments, such as ["python3", "train.py", "--lr", "{lr}"]'),
    v.minLength(1, 'has to name a program'),
    v.maxLength(mostArguments),
  ),
  /** The folder that it works in; the command line takes a relative one from the spec's file. */
  cwd: v.optional(textSchema),
  /** Variables that it gets beside the few that every program needs. Kept with the sweep: no place for secrets. */
  environment: v.optional(v.record(environmentName, textSchema)),
  /** Variables of Descent's own environment that are passed on, by name; their values are not kept. */
  inherit: v.optional(v.pipe(v.array(environmentName), v.maxLength(100))),
  metrics: v.optional(commandMetricsSchema, { kind: 'json' }),
  /** After being asked to end, a command has so long before it is ended with all that it started. */
  graceSeconds: v.optional(v.pipe(secondsSchema, v.maxValue(600, 'has to be at most 600')), 5),
  /** One that takes longer is ended and fails; without a limit where left out. */
  timeLimitSeconds: v.optional(secondsSchema),
});
export type CommandSpec = v.InferOutput<typeof commandSpecSchema>;

function isPattern(pattern: string): boolean {
  try {
    return new RegExp(pattern).source.includes('(?<value>');
  } catch {
    return false;
  }
}
