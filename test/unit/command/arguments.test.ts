import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CodedError } from '#contract/errors.ts';
import { checkArguments, fillArguments } from '../../../src-main/command/arguments.ts';

const place = { sweep: 3, trial: 12, seed: 0, folder: '/data/12', paramsFile: '/data/12/params.json' };
const fill = (argv: readonly string[], params: Record<string, string | number | boolean>) =>
  fillArguments(argv, params, place);

describe('the arguments of a command', () => {
  it('get the values of the params, wherever their names stand in braces', () => {
    expect(
      fill(['train', '--lr', '{lr}', '--size={width}x{width}', '{opt}'], { lr: 1e-7, width: 64, opt: 'sgd' }),
    ).toEqual(['train', '--lr', '1e-7', '--size=64x64', 'sgd']);
  });

  it('get the number of the trial, its folder, the file of its params, and all params at once', () => {
    expect(fill(['x', '{trial}', '{folder}/out', '{params}', '{args}'], { lr: 0.1, on: true })).toEqual([
      'x',
      '12',
      '/data/12/out',
      '/data/12/params.json',
      '--lr=0.1',
      '--on=true',
    ]);
  });

  it('keep braces that are written twice', () => {
    expect(fill(['{{"lr": {lr}}}'], { lr: 1 })).toEqual(['{"lr": 1}']);
  });

  it('leave out the option of a param that is not in use', () => {
    expect(fill(['x', '--momentum', '{momentum}', '--m={momentum}', '--lr', '{lr}'], { lr: 1 })).toEqual([
      'x',
      '--lr',
      '1',
    ]);
  });

  it('refuse an argument that would be half empty', () => {
    expect(() => fill(['x', 'a-{momentum}'], {})).toThrow('needs momentum');
  });

  it('pass every text on as it is: there is no shell that could read more out of it', () => {
    const texts = fc.oneof(
      fc.string(),
      fc.constantFrom(
        '; touch /tmp/pwn',
        '$(reboot)',
        '`id`',
        '--flag',
        'a\nb',
        '%PATH%',
        'a & b',
        '{lr}',
        '{{x}}',
      ),
    );
    fc.assert(
      fc.property(texts, (text) => {
        expect(fill(['program', '{value}'], { value: text })).toEqual(['program', text]);
      }),
    );
  });

  it('refuse a placeholder that stands for nothing, with the nearest param', () => {
    expect(refusal(() => checkArguments(['x', '{learning_rat}'], ['learning_rate', 'width']))).toMatchObject({
      path: 'command.argv.1',
      suggestion: 'learning_rate',
    });
  });

  it('refuse a file that only a shell can run', () => {
    for (const program of ['train.bat', 'C:\\tools\\TRAIN.CMD']) {
      expect(refusal(() => checkArguments([program], []))).toMatchObject({ path: 'command.argv.0' });
    }
  });

  it('tell which params no argument names', () => {
    expect(checkArguments(['x', '{lr}'], ['lr', 'width'])).toEqual(['width']);
    expect(checkArguments(['x', '{args}'], ['lr', 'width'])).toEqual([]);
  });
});

function refusal(work: () => unknown): unknown {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof CodedError) return (thrown.details?.['issues'] as unknown[])[0];
  }
  throw new Error('nothing was refused');
}
