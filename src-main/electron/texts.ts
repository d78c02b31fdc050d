/** Texts of what the system draws: menus and dialogs. The window has its own messages. */
const english = {
  fileMenu: 'File',
  newRun: 'New run',
  showDataFolder: 'Show the data folder',
  editMenu: 'Edit',
  viewMenu: 'View',
  windowMenu: 'Window',
  helpMenu: 'Help',
  guide: 'Guide',
  quit: 'Quit',
  quitAsk: (running: number): string =>
    running === 1 ? 'A run is in progress. Quit anyway?' : `${running} runs are in progress. Quit anyway?`,
  quitDetail:
    'They are checkpointed and marked as interrupted. Nothing that was logged is lost; resume them at the next start.',
  stay: 'Keep training',
  cannotStart: 'Descent cannot start',
  dataFolder: (directory: string): string => `Data folder: ${directory}`,
  untouched: 'Nothing in it was changed.',
  showFolder: 'Show folder',
  pageGone: 'The window stopped working.',
  pageGoneDetail: 'Runs go on training. Open the window again, or quit.',
  openAgain: 'Open again',
  unwritten: 'Not everything could be written',
} as const;

export type Texts = {
  readonly [K in keyof typeof english]: (typeof english)[K] extends (...args: infer A) => string
    ? (...args: A) => string
    : string;
};

const chinese: Texts = {
  fileMenu: '文件',
  newRun: '新建运行',
  showDataFolder: '显示数据文件夹',
  editMenu: '编辑',
  viewMenu: '视图',
  windowMenu: '窗口',
  helpMenu: '帮助',
  guide: '使用指南',
  quit: '退出',
  quitAsk: (running) => `有 ${running} 个运行正在进行。仍要退出吗？`,
  quitDetail: '它们会保存检查点并标记为已中断。已记录的内容不会丢失，下次启动时可以继续。',
  stay: '继续训练',
  cannotStart: 'Descent 无法启动',
  dataFolder: (directory) => `数据文件夹：${directory}`,
  untouched: '其中的内容没有任何改动。',
  showFolder: '显示文件夹',
  pageGone: '窗口停止了工作。',
  pageGoneDetail: '运行仍在继续训练。可以重新打开窗口，或者退出。',
  openAgain: '重新打开',
  unwritten: '有内容未能写入',
};

/** The texts of a language by its tag ("zh-CN", "en-GB", …); English for what is not known. */
export function textsOf(tag: string): Texts {
  return /^zh\b/i.test(tag) ? chinese : english;
}
