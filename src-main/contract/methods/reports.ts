import * as v from 'valibot';
import {
  reportBlockSchema,
  reportDocumentSchema,
  reportFormats,
  reportIdSchema,
  reportNameSchema,
  type BlockFigure,
  type Report,
  type ReportRow,
} from '../report.ts';
import { read, write } from './method.ts';

const report = v.strictObject({ report: reportIdSchema });

export const reportMethods = {
  /** Those that were changed last come first. */
  'reports.list': read(v.strictObject({})).returns<readonly ReportRow[]>(),
  'reports.show': read(report).returns<Report>(),
  /** What blocks show at the moment; of text, and of what cannot be shown, an entry, too. */
  'reports.figures': read(
    v.strictObject({
      blocks: v.pipe(v.array(reportBlockSchema), v.maxLength(200)),
      /** Of a chart's plot, in device pixels. */
      width: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(20_000)), 1200),
    }),
  ).returns<readonly (BlockFigure | null)[]>(),
  /** As one file with the figures of the moment. With `block` that one alone; tables need none of the others. */
  'reports.export': read(
    v.strictObject({
      report: reportIdSchema,
      format: v.picklist(reportFormats),
      block: v.optional(v.string()),
    }),
  ).returns<{ readonly name: string; readonly type: string; readonly bytes: Uint8Array }>(),
  'reports.create': write(
    v.strictObject({ name: reportNameSchema, document: v.optional(reportDocumentSchema, { blocks: [] }) }),
  ).returns<{ readonly report: number }>(),
  /** Gives a report another name or other blocks. */
  'reports.save': write(
    v.strictObject({
      report: reportIdSchema,
      name: v.optional(reportNameSchema),
      document: v.optional(reportDocumentSchema),
    }),
  ).returns<null>(),
  /** Appends blocks: what "add to report" does, whoever has the report open. */
  'reports.append': write(
    v.strictObject({ report: reportIdSchema, blocks: v.pipe(v.array(reportBlockSchema), v.maxLength(200)) }),
  ).returns<null>(),
  /** Out of sight; `reports.restore` brings it back. */
  'reports.delete': write(report).returns<null>(),
  'reports.restore': write(report).returns<null>(),
};
