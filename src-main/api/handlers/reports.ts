import { randomBytes } from 'node:crypto';
import { CodedError, toErrorPayload } from '#contract/errors.ts';
import type { BlockFigure, ReportBlock } from '#contract/report.ts';
import { say } from '#contract/sentence.ts';
import { exportReport } from '../../report/export-report.ts';
import { blockFigure } from '../../report/block-figure.ts';
import {
  insertReport,
  listReports,
  readReport,
  shelveReport,
  updateReport,
} from '../../store/tables/reports.ts';
import type { Context, Writing } from '../context.ts';
import type { Handlers } from '../dispatch.ts';

type ReportHandlers = Pick<Handlers, Extract<keyof Handlers, `reports.${string}`>>;

/** Buckets of a chart that is taken elsewhere: as many as the pixels of a large screen. */
const exportWidth = 1600;

/** Reports: kept as what they show, with the figures of the moment in which they are looked at. */
export function reportHandlers(context: Context): ReportHandlers {
  const { db, clock, reportsChanged } = context;
  const writing = (): Writing => {
    if (context.writing === null) throw new Error('a command reached a core that only reads');
    return context.writing;
  };
  const told = <T>(result: T): T => {
    reportsChanged();
    return result;
  };
  /** What cannot be shown is told in its place. */
  const figureOf = (block: ReportBlock, width: number): BlockFigure | null => {
    try {
      return blockFigure(db, block, width, clock());
    } catch (thrown) {
      return { kind: 'failed', error: toErrorPayload(thrown) };
    }
  };
  return {
    'reports.list': () => listReports(db),
    'reports.show': ({ report }) => readReport(db, report),
    'reports.figures': ({ blocks, width }) => blocks.map((block) => figureOf(block, width)),
    'reports.export': ({ report: id, format, block: only }) => {
      const report = readReport(db, id);
      const { blocks } = report.document;
      const chosen = only === undefined ? blocks : blocks.filter((block) => block.id === only);
      if (only !== undefined && chosen.length === 0) {
        throw new CodedError('not_found', say('report.noBlock', { report: id, block: only }));
      }
      const exported = {
        report,
        blocks: chosen.map((block) => ({ block, figure: figureOf(block, exportWidth) })),
        version: context.version,
        now: clock(),
      };
      return exportReport(exported, format, context.directories.resources);
    },
    'reports.create': ({ name, document }) => {
      const uid = randomBytes(16).toString('hex');
      return told({ report: insertReport(writing().db, { uid, name, document, now: clock() }) });
    },
    'reports.save': ({ report, name, document }) => {
      updateReport(writing().db, report, { name, document, now: clock() });
      return told(null);
    },
    'reports.append': ({ report, blocks }) => {
      const { document } = readReport(db, report);
      const all = [...document.blocks, ...blocks];
      if (all.length > 200) throw new CodedError('conflict', say('report.full'));
      updateReport(writing().db, report, { document: { blocks: all }, now: clock() });
      return told(null);
    },
    'reports.delete': ({ report }) => {
      readReport(db, report);
      shelveReport(writing().db, report, clock());
      return told(null);
    },
    'reports.restore': ({ report }) => {
      shelveReport(writing().db, report, null);
      return told(null);
    },
  };
}
