import {
  explainedBy,
  findingRules,
  type FindingNews,
  type FindingRule,
  type Sign,
} from '#contract/finding.ts';
import { say, type Sentence } from '#contract/sentence.ts';
import { rules } from './rules.ts';
import type { Vitals } from './vitals.ts';

/** News of a finding with its sentence. */
export type ToldFinding = FindingNews & { readonly told: Sentence };

/** What has been found so far, and what is news about it. */
export interface Diagnosis {
  /** Lets every rule look, and gives what is to be told now. */
  examine(vitals: Vitals): readonly ToldFinding[];
  /** The first of these that is told of and lasts. */
  toldOf(rules: readonly FindingRule[]): FindingRule | null;
  /** Numbers that this goes on from; of rules that go by the clock there are none, since they would not repeat. */
  save(): readonly number[];
}

/** How a rule stands. */
interface Standing {
  /** Looks in a row that showed a sign, while nothing is told; looks in a row without one, while something is. */
  readonly looks: number;
  /** Badness when it was told last; 0 while nothing is. */
  readonly told: number;
  /** How often it was found and gone again: each time it takes twice as many looks, or it would come and go. */
  readonly times: number;
}

/** So much worse than when it was told, it is told again, up to a badness from which on nothing is worse. */
const muchWorse = 10;
const worst = 1000;
/** Looks in a row without a sign, after which a finding is gone. */
const gone = 5;
const byTheClock: readonly FindingRule[] = ['slowInput'];
/** Causes before what they explain. What is kept is in the order of the rules. */
const inOrder: readonly FindingRule[] = [
  'initializer',
  ...findingRules.filter((rule) => rule !== 'initializer'),
];
const nothing: Standing = { looks: 0, told: 0, times: 0 };

/** `saved` is what `save` gave, in the order of the rules. */
export function openDiagnosis(saved: ArrayLike<number> | null): Diagnosis {
  const standing = new Map<FindingRule, Standing>(
    findingRules.map((rule, at) => {
      const [looks, told, times] = [0, 1, 2].map((number) => saved?.[3 * at + number] ?? 0);
      return [rule, { looks: looks ?? 0, told: told ?? 0, times: times ?? 0 }];
    }),
  );
  const of = (rule: FindingRule): Standing => standing.get(rule) ?? nothing;
  const isExplained = (rule: FindingRule): boolean =>
    explainedBy[rule]?.some((cause) => of(cause).told > 0) === true;
  // Gradients that explode end in a loss that grows: one illness has one fix.
  const withFixOf = (rule: FindingRule, sign: Sign, vitals: Vitals): Sign => {
    if (rule !== 'diverging' || of('explodingGradients').told === 0) return sign;
    const cause = rules.explodingGradients.examine(vitals, true);
    return cause === null ? sign : { ...sign, advice: cause.advice, fix: cause.fix };
  };
  const next = (rule: FindingRule, vitals: Vitals): ToldFinding | null => {
    const { looks, told, times } = of(rule);
    const sign = isExplained(rule) ? null : rules[rule].examine(vitals, told > 0);
    if (sign === null) {
      if (told === 0) standing.set(rule, { ...nothing, times });
      else if (looks + 1 < gone) standing.set(rule, { looks: looks + 1, told, times });
      else {
        standing.set(rule, { ...nothing, times: times + 1 });
        return goneNews(rule, vitals.step);
      }
      return null;
    }
    if (told === 0 && looks + 1 < rules[rule].confirmations * 2 ** times) {
      standing.set(rule, { looks: looks + 1, told, times });
      return null;
    }
    const badness = Math.min(worst, sign.badness);
    if (told > 0 && badness < muchWorse * told) {
      standing.set(rule, { looks: 0, told, times });
      return null;
    }
    standing.set(rule, { looks: 0, told: badness, times });
    return news(rule, told === 0 ? 'found' : 'worse', withFixOf(rule, sign, vitals));
  };
  return {
    examine: (vitals) =>
      inOrder.flatMap((rule) => {
        const told = next(rule, vitals);
        return told === null ? [] : [told];
      }),
    toldOf: (asked) => asked.find((rule) => of(rule).told > 0) ?? null,
    save: () =>
      findingRules.flatMap((rule) => {
        const { looks, told, times } = byTheClock.includes(rule) ? nothing : of(rule);
        return [looks, told, times];
      }),
  };
}

/** News of a sign. */
export function news(rule: FindingRule, status: 'found' | 'worse', { found, ...sign }: Sign): ToldFinding {
  return { rule, status, ...sign, told: found };
}

function goneNews(rule: FindingRule, step: number): ToldFinding {
  const told = say('doctor.gone', { rule, step });
  return {
    rule,
    status: 'gone',
    severity: 'hint',
    badness: 0,
    since: step,
    evidence: {},
    advice: told,
    fix: null,
    told,
  };
}
