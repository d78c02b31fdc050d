import * as v from 'valibot';

/** A program that is a trial: an argument list, never a shell's line; `{name}` stands for a param. */
export const commandSpecSchema = v.strictObject({
  argv: v.pipe(v.array(v.string()), v.minLength(1, 'has to name at least one')),
});
export type CommandSpec = v.InferOutput<typeof commandSpecSchema>;
