const most = 24;

/** What was used, the latest first, each once. */
export function withLatest(recent: readonly string[], id: string): readonly string[] {
  return [id, ...recent.filter((other) => other !== id)].slice(0, most);
}

export function areIds(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((id) => typeof id === 'string');
}

/** Numbers of the runs among what was used lately. */
export function recentRuns(recent: readonly string[]): readonly number[] {
  return recent.flatMap((id) => {
    const number = /^run ([1-9]\d*)$/.exec(id)?.[1];
    return number === undefined ? [] : [Number(number)];
  });
}
