import { formatRoute, parseRoute, type Route } from './route.ts';

let current = $state.raw<Route>({ page: 'home' });

/** The page that is shown. Links are plain `<a href={href({...})}>`; `go` is for what happens without a click. */
export const router = {
  get route(): Route {
    return current;
  },
  /** Begins to follow the address; called once the connection has taken its token out of it. */
  start(): void {
    const read = (): void => {
      current = parseRoute(window.location.hash);
    };
    read();
    window.addEventListener('hashchange', read);
  },
  go(route: Route): void {
    window.location.hash = formatRoute(route);
  },
  /** Changes the address without a new entry in the history, for example as a selection changes. */
  replace(route: Route): void {
    window.history.replaceState(null, '', formatRoute(route));
    current = route;
  },
};

export const href = formatRoute;
