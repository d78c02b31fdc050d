import * as v from 'valibot';

/** Numbers as the training spec takes them; messages say what was given, so that it need not be guessed at. */
const received = (issue: { readonly received: string }): string => issue.received;
export const number = v.number((issue) => `has to be a number, not ${received(issue)}`);
export const positive = v.pipe(
  number,
  v.finite((issue) => `has to be a finite number, not ${received(issue)}`),
  v.gtValue(0, (issue) => `has to be above 0, not ${received(issue)}`),
);
export const notNegative = v.pipe(
  number,
  v.finite((issue) => `has to be a finite number, not ${received(issue)}`),
  v.minValue(0, (issue) => `has to be 0 or more, not ${received(issue)}`),
);
export const count = (least: number) =>
  v.pipe(
    v.number((issue) => `has to be a whole number, not ${received(issue)}`),
    v.safeInteger((issue) => `has to be a whole number, not ${received(issue)}`),
    v.minValue(least, (issue) => `has to be at least ${least}, not ${received(issue)}`),
  );
export const share = v.pipe(
  number,
  v.minValue(0, (issue) => `has to be from 0 to below 1, not ${received(issue)}`),
  v.ltValue(1, (issue) => `has to be from 0 to below 1, not ${received(issue)}`),
);
