import { formatRoute, parseRoute, type Route } from './route.ts';

let current = $state.raw<Route>(parseRoute(window.location.hash));
window.addEventListener('hashchange', () => {
  current = parseRoute(window.location.hash);
});

/** The page that is shown. Links are plain `<a href={href({...})}>`; `go` is for what happens without a click. */
export const router = {
  get route(): Route {
    return current;
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
