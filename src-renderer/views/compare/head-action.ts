/** What can be done with a column of the comparison. */
export type HeadAction = 'baseline' | 'left' | 'right' | 'pin' | 'hide' | 'remove';
