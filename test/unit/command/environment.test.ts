import { describe, expect, it } from 'vitest';
import {
  checkEnvironment,
  environmentOf,
  isSecretName,
  secretOptions,
  secretsOf,
} from '../../../src-main/command/environment.ts';

const own = { PATH: '/bin', HOME: '/home/ada', API_TOKEN: 'abcdefgh', SSH_AUTH_SOCK: '/tmp/x', EDITOR: 'vi' };
const place = { sweep: 3, trial: 12, seed: 0, folder: '/data/12', paramsFile: '/data/12/params.json' };

describe('the environment of a command', () => {
  it('holds what programs need, what was asked for, and the params', () => {
    const made = environmentOf(
      { environment: { SEED: '1' }, inherit: ['EDITOR'] },
      { 'optimizer.learningRate': 0.1, on: true },
      place,
      own,
    );
    expect(made).toEqual({
      PATH: '/bin',
      HOME: '/home/ada',
      EDITOR: 'vi',
      SEED: '1',
      PYTHONUNBUFFERED: '1',
      DESCENT_SWEEP: '3',
      DESCENT_TRIAL: '12',
      DESCENT_SEED: '0',
      DESCENT_FOLDER: '/data/12',
      DESCENT_PARAMS_FILE: '/data/12/params.json',
      DESCENT_PARAMS: '{"optimizer.learningRate":0.1,"on":true}',
      DESCENT_PARAM_OPTIMIZER_LEARNINGRATE: '0.1',
      DESCENT_PARAM_ON: 'true',
    });
  });

  it('refuses a secret that would be kept, and a variable that is not there', () => {
    expect(() => checkEnvironment({ environment: { WANDB_API_KEY: 'x' } }, own)).toThrow(
      'looks like a secret',
    );
    expect(() => checkEnvironment({ inherit: ['NOT_THERE'] }, own)).toThrow('NOT_THERE is not set');
    expect(() => checkEnvironment({ environment: { SEED: '1' }, inherit: ['API_TOKEN'] }, own)).not.toThrow();
  });

  it('notices secrets among the arguments, and takes no number or param for one', () => {
    const argv = [
      'x',
      '--api-key=abc',
      '--token',
      'hf_abc',
      '--max-tokens=100',
      '--token={t}',
      '--secret',
      '--lr',
    ];
    expect(secretOptions(argv)).toEqual(['--api-key', '--token']);
  });

  it('knows secrets by their names', () => {
    const secret = [
      'API_KEY',
      'HF_TOKEN',
      'my_secret',
      'DB_PASSWORD',
      'AWS_SECRET_ACCESS_KEY',
      'githubToken',
    ];
    expect(secret.filter((name) => !isSecretName(name))).toEqual([]);
    expect(['KEYBOARD', 'MONKEY', 'SEED', 'PATH', 'EPOCHS'].filter(isSecretName)).toEqual([]);
    expect(secretsOf({ inherit: ['API_TOKEN', 'EDITOR'] }, own)).toEqual(['abcdefgh']);
  });
});
