import * as v from 'valibot';
import type { Experiment } from '../experiment.ts';
import type { Sample } from '../sample.ts';
import type { DoctorReport, EngineStatus, SystemInfo, SystemLoad } from '../system.ts';
import { read, write } from './method.ts';

const nothing = v.strictObject({});

export const systemMethods = {
  'system.info': read(nothing).returns<SystemInfo>(),
  'system.load': read(nothing).returns<SystemLoad>(),
  'system.engines': read(nothing).returns<readonly EngineStatus[]>(),
  'system.doctor': read(nothing).returns<DoctorReport>(),
  'samples.list': read(nothing).returns<readonly Sample[]>(),
  'experiments.list': read(nothing).returns<readonly Experiment[]>(),
  /** Pages of the guide in a language: name, title, Markdown. */
  'guide.pages': read(v.strictObject({ language: v.picklist(['en', 'zh']) })).returns<
    readonly { readonly name: string; readonly title: string; readonly markdown: string }[]
  >(),
  /** A picture that a page of the guide shows, as WebP; `not_found` where there is none of this name. */
  'guide.picture': read(
    v.strictObject({ name: v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,60}$/)) }),
  ).returns<Uint8Array>(),
  /** What a window keeps over restarts: layout, language, theme. Small JSON documents by name. */
  'settings.get': read(
    v.strictObject({ name: v.pipe(v.string(), v.regex(/^[\w.:-]{1,100}$/)) }),
  ).returns<unknown>(),
  'settings.set': write(
    v.strictObject({ name: v.pipe(v.string(), v.regex(/^[\w.:-]{1,100}$/)), value: v.unknown() }),
  ).returns<null>(),
};
