import type { ParamValue } from '#contract/param.ts';
import { nearest } from '#contract/parse.ts';
import { say, type Sentence } from '#contract/sentence.ts';
import type { Distribution, SearchSpace } from '#contract/sweep.ts';
import { inputError } from '../base/input-error.ts';
import { axisOf, boundsOf } from './axis.ts';

/**
 * Refuses a space that makes no sense, with the param's field (`space.lr.low`), what is wrong and what to do; gives
 * the params' names so that each comes after the one its condition names.
 */
export function checkSpace(space: SearchSpace): readonly string[] {
  const names = Object.keys(space);
  if (names.length === 0) throw inputError('space', say('sweep.emptySpace'));
  for (const [name, distribution] of Object.entries(space)) checkDistribution(name, distribution);
  const placed: string[] = [];
  const visit = (name: string, trail: readonly string[]): void => {
    if (placed.includes(name)) return;
    if (trail.includes(name)) {
      throw inputError(`space.${name}.when`, say('sweep.conditionCircle', { params: [...trail, name] }));
    }
    const parent = space[name]?.when?.param;
    if (parent !== undefined) visit(parent, [...trail, name]);
    placed.push(name);
  };
  for (const name of names) {
    checkCondition(name, space);
    visit(name, []);
  }
  return placed;
}

function checkDistribution(name: string, distribution: Distribution): void {
  const refuse = (field: string, sentence: Sentence): never => {
    throw inputError(`space.${name}.${field}`, sentence);
  };
  switch (distribution.type) {
    case 'float':
    case 'int':
      checkNumbers(distribution, refuse);
      break;
    case 'categorical':
    case 'ordinal':
      if (new Set(distribution.choices).size < distribution.choices.length) {
        refuse('choices', say('sweep.choicesTwice', { param: name }));
      }
      break;
    case 'boolean':
    case 'fixed':
      break;
  }
  if (distribution.type === 'fixed' || distribution.default === undefined) return;
  if (Number.isNaN(axisOf(name, distribution).unitOf(distribution.default))) {
    refuse('default', say('sweep.defaultOutside', { param: name, value: shown(distribution.default) }));
  }
}

function checkNumbers(
  distribution: Extract<Distribution, { type: 'float' | 'int' }>,
  refuse: (field: string, sentence: Sentence) => never,
): void {
  const normal = distribution.type === 'float' && distribution.distribution === 'normal';
  if (distribution.type === 'float') {
    const { mean, deviation, low, high, log, step } = distribution;
    if (normal && (mean === undefined || deviation === undefined)) {
      refuse(mean === undefined ? 'mean' : 'deviation', say('sweep.normalNeeds'));
    }
    if (!normal && (mean !== undefined || deviation !== undefined)) {
      refuse(mean === undefined ? 'deviation' : 'mean', say('sweep.normalOnly'));
    }
    if (!normal && (low === undefined || high === undefined)) {
      refuse(low === undefined ? 'low' : 'high', say('sweep.boundsNeeded'));
    }
    if (step !== undefined && (low === undefined || high === undefined)) {
      refuse(low === undefined ? 'low' : 'high', say('sweep.boundsNeeded'));
    }
    if (log && step !== undefined) refuse('step', say('sweep.logStep'));
  } else if (distribution.log && distribution.step !== 1) refuse('step', say('sweep.logStep'));
  const [low, high] = boundsOf(distribution);
  if (low > high) refuse('low', say('sweep.boundsOrder', { low, high }));
  if (!Number.isFinite(high - low)) refuse('high', say('sweep.boundsFinite'));
  if (distribution.log && low <= 0) refuse('low', say('sweep.logPositive', { low }));
}

function checkCondition(name: string, space: SearchSpace): void {
  const condition = space[name]?.when;
  if (condition === undefined) return;
  const path = `space.${name}.when`;
  const parent = space[condition.param];
  if (parent === undefined) {
    const names = Object.keys(space).filter((other) => other !== name);
    const near = nearest(condition.param, names);
    throw inputError(
      `${path}.param`,
      say('sweep.conditionUnknown', { param: condition.param, near: near ?? 'none', known: names }),
      near,
    );
  }
  const { is, in: among, atLeast, atMost } = condition;
  if (is === undefined && among === undefined && atLeast === undefined && atMost === undefined) {
    throw inputError(path, say('sweep.conditionEmpty', { param: condition.param }));
  }
  const axis = axisOf(condition.param, parent);
  for (const value of [...(is === undefined ? [] : [is]), ...(among ?? [])]) {
    if (!Number.isNaN(axis.unitOf(value))) continue;
    throw inputError(
      path,
      say('sweep.conditionNever', { param: condition.param, value: shown(value), known: choicesOf(parent) }),
    );
  }
}

function choicesOf(distribution: Distribution): readonly string[] {
  return 'choices' in distribution ? distribution.choices.map(shown) : [];
}

function shown(value: ParamValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
