/** What is refused of reports. */
export const reportSentences = {
  'report.notThere': ({ report }: { report: number }) => `There is no report ${report}. See: descent report`,
  'report.noBlock': ({ report, block }: { report: number; block: string }) =>
    `Report ${report} has no block "${block}".`,
  'report.noTables': () =>
    'The report has no table, and LaTeX and CSV are of tables alone. Add one, or export HTML, PDF or Markdown.',
  'report.full': () => 'The report has no room for more than 200 blocks. Begin another one.',
};
