import { lexer, type Token, type Tokens } from 'marked';
import { slug } from '../../src-renderer/format/slug.ts';

/** Text for HTML and its attributes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** marked escapes the text of its tokens for HTML already. */
export function plainText(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}

/** marked's tokens carry what their type says; its own union also has a catch-all that hides it. */
function as<T extends Token>(token: Token): T {
  return token as T;
}

/** Markdown as HTML: every token becomes an element of ours. HTML in it has none and is left out, as pictures are. */
export function markdownHtml(markdown: string): string {
  return blocks(lexer(markdown));
}

function blocks(tokens: readonly Token[]): string {
  return tokens.map(block).join('');
}

function block(token: Token): string {
  switch (token.type) {
    case 'heading': {
      const { depth, text, tokens } = as<Tokens.Heading>(token);
      // The report's own name is the first heading of the page.
      const level = Math.min(6, depth + 1);
      return `<h${level} id="${escapeHtml(slug(text))}">${inline(tokens)}</h${level}>\n`;
    }
    case 'paragraph':
      return `<p>${inline(as<Tokens.Paragraph>(token).tokens)}</p>\n`;
    case 'text':
      return inline(as<Tokens.Text>(token).tokens ?? [token]);
    case 'code':
      return `<pre tabindex="0"><code>${escapeHtml(as<Tokens.Code>(token).text)}</code></pre>\n`;
    case 'list': {
      const { ordered, items } = as<Tokens.List>(token);
      const name = ordered ? 'ol' : 'ul';
      return `<${name}>${items.map((item) => `<li>${blocks(item.tokens)}</li>`).join('')}</${name}>\n`;
    }
    case 'blockquote':
      return `<blockquote>${blocks(as<Tokens.Blockquote>(token).tokens)}</blockquote>\n`;
    case 'hr':
      return '<hr>\n';
    case 'table': {
      const { header, rows } = as<Tokens.Table>(token);
      const cells = (name: string, row: readonly Tokens.TableCell[]): string =>
        `<tr>${row.map((cell) => `<${name}>${inline(cell.tokens)}</${name}>`).join('')}</tr>`;
      return `<table><thead>${cells('th', header)}</thead><tbody>${rows.map((row) => cells('td', row)).join('')}</tbody></table>\n`;
    }
    default:
      return '';
  }
}

function inline(tokens: readonly Token[]): string {
  return tokens
    .map((token) => {
      switch (token.type) {
        case 'strong':
          return `<strong>${inline(as<Tokens.Strong>(token).tokens)}</strong>`;
        case 'em':
          return `<em>${inline(as<Tokens.Em>(token).tokens)}</em>`;
        case 'del':
          return `<del>${inline(as<Tokens.Del>(token).tokens)}</del>`;
        case 'codespan':
          return `<code>${escapeHtml(plainText(as<Tokens.Codespan>(token).text))}</code>`;
        case 'br':
          return '<br>';
        case 'link': {
          const { href, tokens: inner } = as<Tokens.Link>(token);
          const isSafe = /^https?:\/\//i.test(href);
          return isSafe
            ? `<a href="${escapeHtml(href)}" rel="noreferrer noopener">${inline(inner)}</a>`
            : inline(inner);
        }
        case 'text':
        case 'escape':
          return escapeHtml(plainText(as<Tokens.Text>(token).text));
        default:
          return '';
      }
    })
    .join('');
}
