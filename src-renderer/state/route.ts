/** Where the window is. Written as the URL's fragment, so that a reload and the browser's history keep it. */
export type Route =
  | { readonly page: 'home' }
  /** `query`: which runs the table shows; as it was left when left out. */
  | { readonly page: 'runs'; readonly trashed: boolean; readonly query?: string }
  /** `tab`: the part of the run's page that is open; the first one when left out. */
  | { readonly page: 'run'; readonly id: number; readonly tab?: string }
  /** Runs that are averaged: the folds of a cross-validation, or seeds of the same settings. */
  | { readonly page: 'family'; readonly id: number }
  | { readonly page: 'sweeps' }
  | { readonly page: 'sweep'; readonly id: number }
  /** Sweeps side by side. */
  | { readonly page: 'sweepComparison'; readonly sweeps: readonly number[] }
  /** `tab`: the part of the page that is open; the first one when left out. */
  | { readonly page: 'compare'; readonly runs: readonly number[]; readonly tab?: string }
  | { readonly page: 'reports' }
  | { readonly page: 'report'; readonly id: number }
  /** `query`: which runs, in the query language; all of them when empty. */
  | { readonly page: 'charts'; readonly query: string }
  | { readonly page: 'data'; readonly source: string | null }
  | {
      readonly page: 'new';
      readonly from: number | null;
      readonly sample: string | null;
      readonly data: string | null;
    }
  | { readonly page: 'guide'; readonly name: string | null }
  /** `part`: what of it is to be in view. */
  | { readonly page: 'settings'; readonly part?: string }
  | { readonly page: 'unknown'; readonly path: string };

/** More sweeps than this side by side cannot be told apart. */
export const mostCompared = 8;

/** Reads `#/runs/12`, `#/compare?runs=1,2`, `#/new?from=12`, … Never throws: what it does not know is `unknown`. */
export function parseRoute(fragment: string): Route {
  const [path = '', query = ''] = fragment.replace(/^#/, '').split('?', 2);
  const parts = path.split('/').filter((part) => part !== '');
  const params = new URLSearchParams(query);
  const [first, second] = parts;
  if (first === undefined) return { page: 'home' };
  if (parts.length <= 2) {
    if (first === 'runs') {
      if (second === undefined) {
        const text = params.get('q');
        const trashed = params.get('trashed') === '1';
        return text === null ? { page: 'runs', trashed } : { page: 'runs', trashed, query: text };
      }
      const id = runNumber(second);
      const tab = params.get('tab');
      if (id !== null) return tab === null ? { page: 'run', id } : { page: 'run', id, tab };
    } else if (first === 'families') {
      const id = runNumber(second ?? null);
      if (id !== null) return { page: 'family', id };
    } else if (first === 'sweeps') {
      if (second === undefined) return { page: 'sweeps' };
      if (second === 'compare')
        return { page: 'sweepComparison', sweeps: runNumbers(params.get('sweeps')).slice(0, mostCompared) };
      const id = runNumber(second);
      if (id !== null) return { page: 'sweep', id };
    } else if (first === 'reports') {
      if (second === undefined) return { page: 'reports' };
      const id = runNumber(second);
      if (id !== null) return { page: 'report', id };
    } else if (first === 'data') {
      return { page: 'data', source: second === undefined ? null : decode(second) };
    } else if (first === 'guide') {
      return { page: 'guide', name: second === undefined ? null : decode(second) };
    } else if (first === 'settings') {
      return second === undefined ? { page: 'settings' } : { page: 'settings', part: decode(second) };
    } else if (second === undefined) {
      if (first === 'compare') {
        const tab = params.get('tab');
        const runs = runNumbers(params.get('runs'));
        return tab === null ? { page: 'compare', runs } : { page: 'compare', runs, tab };
      }
      if (first === 'charts') return { page: 'charts', query: params.get('q') ?? '' };
      if (first === 'new') {
        return {
          page: 'new',
          from: runNumber(params.get('from')),
          sample: params.get('sample'),
          data: params.get('data'),
        };
      }
    }
  }
  return { page: 'unknown', path };
}

/** The fragment of a route, ready for an `href`. */
export function formatRoute(route: Route): string {
  switch (route.page) {
    case 'home':
      return '#/';
    case 'runs':
      return `#/runs${runsQuery(route)}`;
    case 'run':
      return `#/runs/${route.id}${route.tab === undefined ? '' : `?tab=${encodeURIComponent(route.tab)}`}`;
    case 'family':
      return `#/families/${route.id}`;
    case 'sweeps':
      return '#/sweeps';
    case 'sweepComparison':
      return `#/sweeps/compare?sweeps=${route.sweeps.join(',')}`;
    case 'sweep':
      return `#/sweeps/${route.id}`;
    case 'reports':
      return '#/reports';
    case 'report':
      return `#/reports/${route.id}`;
    case 'compare':
      return `#/compare${compareQuery(route)}`;
    case 'charts':
      return route.query === ''
        ? '#/charts'
        : `#/charts?${new URLSearchParams({ q: route.query }).toString()}`;
    case 'data':
      return route.source === null ? '#/data' : `#/data/${encodeURIComponent(route.source)}`;
    case 'new':
      return `#/new${newQuery(route)}`;
    case 'guide':
      return route.name === null ? '#/guide' : `#/guide/${encodeURIComponent(route.name)}`;
    case 'settings':
      return route.part === undefined ? '#/settings' : `#/settings/${encodeURIComponent(route.part)}`;
    case 'unknown':
      return `#${route.path}`;
  }
}

function runsQuery({ trashed, query }: Extract<Route, { page: 'runs' }>): string {
  const params = new URLSearchParams();
  if (trashed) params.set('trashed', '1');
  if (query !== undefined) params.set('q', query);
  return params.size === 0 ? '' : `?${params.toString()}`;
}

function compareQuery({ runs, tab }: Extract<Route, { page: 'compare' }>): string {
  if (runs.length === 0) return '';
  return `?runs=${runs.join(',')}${tab === undefined ? '' : `&tab=${encodeURIComponent(tab)}`}`;
}

function newQuery({ from, sample, data }: Extract<Route, { page: 'new' }>): string {
  const params = new URLSearchParams();
  if (from !== null) params.set('from', String(from));
  if (sample !== null) params.set('sample', sample);
  if (data !== null) params.set('data', data);
  return params.size === 0 ? '' : `?${params.toString()}`;
}

function runNumber(text: string | null): number | null {
  return text !== null && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : null;
}

function runNumbers(text: string | null): readonly number[] {
  const numbers = (text ?? '').split(',').map(runNumber);
  return [...new Set(numbers.filter((number) => number !== null))];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
