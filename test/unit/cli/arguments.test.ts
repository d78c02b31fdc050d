import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { commands } from '../../../src-main/cli/commands/index.ts';
import { commandHelp, parseCommand, type Command } from '../../../src-main/cli/command.ts';
import { runNumber } from '../../../src-main/cli/run-number.ts';
import { applySettings, isDataFile, readSpecArgument } from '../../../src-main/cli/spec-argument.ts';
import { loadSamples } from '../../../src-main/engine/dataset/samples.ts';
import { resourcesDirectory } from '../../support/dataset-files.ts';
import { temporaryDirectory } from '../../support/serve-process.ts';

const samples = loadSamples(resourcesDirectory);
const folder = temporaryDirectory();
afterAll(() => folder.remove());

function commandNamed(name: string): Command {
  const found = commands.find((command) => command.name === name);
  if (found === undefined) throw new Error(`no command ${name}`);
  return found;
}

describe('settings', () => {
  it('change numbers, texts, lists and single items of them', () => {
    const document = { optimizer: { kind: 'sgd', learningRate: 1 }, model: { hidden: [1, 2] }, name: 'x' };
    expect(
      applySettings(document, [
        'optimizer.learningRate=0.001',
        'optimizer.kind=adam',
        'model.hidden.1=64',
        'name=a=b',
        'schedule.kind=cosine',
      ]),
    ).toEqual({
      optimizer: { kind: 'adam', learningRate: 0.001 },
      model: { hidden: [1, 64] },
      name: 'a=b',
      schedule: { kind: 'cosine' },
    });
    expect(document.optimizer.learningRate).toBe(1);
  });

  it('takes nan for a word where a text is meant, and for a number elsewhere', () => {
    expect(applySettings({}, ['name=nan', 'experiment=inf'])).toEqual({ name: 'nan', experiment: 'inf' });
    expect(applySettings({}, ['seed=nan'])).toEqual({ seed: Number.NaN });
  });

  it('keep a training to one length', () => {
    expect(applySettings({ steps: 100 }, ['epochs=3'])).toEqual({ epochs: 3 });
    expect(applySettings({ epochs: 100 }, ['steps=3'])).toEqual({ steps: 3 });
    expect(applySettings({ epochs: 100 }, ['steps=3', 'epochs=4'])).toEqual({ steps: 3, epochs: 4 });
  });

  it('read NaN and infinity as the numbers that they are', () => {
    expect(applySettings({}, ['a=NaN', 'b=-inf', 'c=infinity', 'd=nano'])).toEqual({
      a: Number.NaN,
      b: -Infinity,
      c: Infinity,
      d: 'nano',
    });
  });

  it('refuse what is no setting and say how to write one', () => {
    expect(() => applySettings({}, ['epochs'])).toThrow('write it as path=value, for example epochs=20');
    expect(() => applySettings({ seed: 1 }, ['seed.x=1'])).toThrow('"seed" holds a value, not settings');
    expect(() => applySettings({}, ['__proto__.polluted=1'])).toThrow('"__proto__" is no setting');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('the spec to train', () => {
  it('is a sample by its name', () => {
    expect(readSpecArgument('iris', samples)).toEqual(samples.find(({ name }) => name === 'iris')?.spec);
  });

  it('is a file by its path; the data lies where the file says, from its own folder', () => {
    const specs = join(folder.path, 'specs');
    mkdirSync(specs);
    const file = join(specs, 'mine.json');
    writeFileSync(file, JSON.stringify({ dataset: { source: { kind: 'file', path: '../data.csv' } } }));
    expect(readSpecArgument(file, samples)).toEqual({
      dataset: { source: { kind: 'file', path: join(folder.path, 'data.csv') } },
    });
  });

  it('is proposed for a file that is data, and read from one that is a spec, whatever its name ends with', () => {
    const file = (name: string, text: string): string => {
      writeFileSync(join(folder.path, name), text);
      return join(folder.path, name);
    };
    expect(isDataFile(file('data.csv', 'a,b\n1,2\n'))).toBe(true);
    expect(isDataFile(file('rows.jsonl', '{"a": 1}\n'))).toBe(true);
    expect(isDataFile(file('poems', 'once upon a time'))).toBe(true);
    expect(isDataFile(file('spec', '\n {"model": {}}'))).toBe(false);
    expect(isDataFile(file('spec.json', '[1]'))).toBe(false);
    expect(isDataFile(join(folder.path, 'missing.csv'))).toBe(false);
  });

  it('is refused with the nearest sample when there is neither', () => {
    expect(() => readSpecArgument('irsi', samples)).toThrow('Did you mean "iris"?');
  });

  it('is refused when the file is no JSON or no object', () => {
    const file = join(folder.path, 'broken.json');
    writeFileSync(file, '{"model": ');
    expect(() => readSpecArgument(file, samples)).toThrow(/cannot be read as JSON/);
    writeFileSync(file, '[1]');
    expect(() => readSpecArgument(file, samples)).toThrow('it has to be a JSON object');
  });
});

describe('a command', () => {
  it('refuses an option that it does not know and names the nearest', () => {
    expect(() => parseCommand(commandNamed('train'), ['iris', '--sett', 'a=1'])).toThrow(
      'Did you mean --set?',
    );
  });

  it('refuses too few and too many operands and says what it takes', () => {
    expect(() => parseCommand(commandNamed('show'), [])).toThrow('descent show takes 1 of RUN, not 0');
    expect(() => parseCommand(commandNamed('compare'), [])).toThrow('takes 1 to 1000 of');
  });

  it('explains itself: every option of every command has its line', () => {
    for (const command of commands) {
      const help = commandHelp(command);
      for (const name of ['data', 'json', ...Object.keys(command.options)])
        expect(help).toContain(`--${name}`);
    }
  });

  it('takes a run by its number, with or without #', () => {
    expect([runNumber('12'), runNumber('#12')]).toEqual([12, 12]);
    for (const text of ['0', '-1', '1.5', 'x', '', '1e3'])
      expect(() => runNumber(text)).toThrow('number of a run');
  });
});
