/** The value of a CSS variable where the chart stands, in the theme of the moment. */
export function chartColor(element: Element, variable: `--${string}`): string {
  return getComputedStyle(element).getPropertyValue(variable).trim() || 'gray';
}

/** Calls back when the theme has changed, by choice or with the system's, until the returned function is called. */
export function onTheme(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  const query = window.matchMedia('(prefers-color-scheme: dark)');
  query.addEventListener('change', changed);
  return () => {
    observer.disconnect();
    query.removeEventListener('change', changed);
  };
}
