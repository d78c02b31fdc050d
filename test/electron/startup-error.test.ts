import { describe, expect, it } from 'vitest';
import { CodedError, errorCodes } from '#contract/errors.ts';
import { reportStartupError, type StartupErrorBox } from '../../src-main/electron/startup-error.ts';
import { textsOf } from '../../src-main/electron/texts.ts';

describe('an error at the start', () => {
  const storage = errorCodes.filter((code) => code.startsWith('storage_'));

  it.each(storage)(
    'shows for %s its message and the data folder, and offers to show it or to quit',
    async (code) => {
      const { boxes } = await report(new CodedError(code, 'What is wrong, where, and what to do.'), [1]);
      expect(boxes).toEqual([
        {
          type: 'error',
          title: 'Descent cannot start',
          message: 'What is wrong, where, and what to do.',
          detail: 'Data folder: /data\nNothing in it was changed.',
          buttons: ['Show folder', 'Quit'],
          defaultId: 1,
          cancelId: 1,
          noLink: true,
        },
      ]);
    },
  );

  it('shows the folder and asks again, until it is told to quit', async () => {
    const { boxes, shown } = await report(new CodedError('storage_corrupt', 'Broken.'), [0, 0, 1]);
    expect([boxes.length, shown]).toEqual([3, ['/data', '/data']]);
  });

  it('speaks Chinese to those who do', async () => {
    const { boxes } = await report(new CodedError('storage_newer', 'Newer.'), [1], 'zh-TW');
    expect(boxes[0]?.buttons).toEqual(['显示文件夹', '退出']);
  });

  it('adds to a fault of ours where it was', async () => {
    const { boxes } = await report(new TypeError('x is not a function'), [1]);
    expect(boxes[0]?.detail).toContain('startup-error.test.ts');
  });

  it.each(['en', 'zh-CN'])('has in %s no button that removes anything', async (language) => {
    const { boxes } = await report(new CodedError('storage_corrupt', 'Broken.'), [1], language);
    expect(boxes[0]?.buttons.join(' ')).not.toMatch(/delete|remove|reset|clear|删除|清除|重置/i);
  });
});

async function report(thrown: unknown, answers: readonly number[], language = 'en-GB') {
  const boxes: StartupErrorBox[] = [];
  const shown: string[] = [];
  await reportStartupError(thrown, {
    dataDirectory: '/data',
    texts: textsOf(language),
    ask: async (box) => answers[boxes.push(box) - 1] ?? 1,
    showFolder: async (directory) => shown.push(directory),
  });
  return { boxes, shown };
}
