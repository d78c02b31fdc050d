import type { Token } from 'marked';

/** Second-level headings of a page, for the table of contents. */
export function headings(tokens: readonly Token[]): readonly string[] {
  return tokens.flatMap((token) =>
    token.type === 'heading' && token['depth'] === 2 && typeof token['text'] === 'string'
      ? [token['text']]
      : [],
  );
}

/** What a comment of its own in a page stands for: places that links may lead to, or a figure. */
export type Directive =
  | { readonly kind: 'anchors'; readonly names: readonly string[] }
  | { readonly kind: 'figure'; readonly name: string };

/** `<!-- anchors: optimizer.adam optimizer.nadam -->` and `<!-- figure: optimizers -->`; null for any other HTML. */
export function directiveOf(html: string): Directive | null {
  const found = /^<!-- (anchors|figure): ([\w. -]+) -->$/.exec(html.trim());
  const [, kind, value = ''] = found ?? [];
  if (kind === 'anchors') return { kind, names: value.trim().split(/\s+/) };
  return kind === 'figure' ? { kind, name: value.trim() } : null;
}

/** The picture that a paragraph of its own shows, `![What it shows](../pictures/NAME.webp)`; null for any other text. */
export function pictureOf(tokens: readonly Token[]): { readonly name: string; readonly text: string } | null {
  const [token, ...others] = tokens;
  if (token?.type !== 'image' || others.length > 0) return null;
  const name = /^\.\.\/pictures\/([a-z0-9-]+)\.webp$/.exec(String(token['href']))?.[1];
  return name === undefined ? null : { name, text: String(token['text']) };
}

/** Where a link of the guide may lead: to a page of the guide, or outside over https. Everything else is text. */
export function linkTarget(address: string): { readonly href: string; readonly external: boolean } | null {
  const page = /^(?:\.\/)?(?:\d+-)?([\w-]+)\.md(?:#(.+))?$/.exec(address);
  if (page !== null) {
    const name = page[2] === undefined ? page[1] : `${page[1] ?? ''}~${page[2]}`;
    return { href: `#/guide/${encodeURIComponent(name ?? '')}`, external: false };
  }
  if (!URL.canParse(address)) return null;
  return new URL(address).protocol === 'https:' ? { href: address, external: true } : null;
}
