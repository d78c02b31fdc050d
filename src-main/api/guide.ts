import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError } from '#contract/errors.ts';

export interface GuidePage {
  readonly name: string;
  readonly title: string;
  readonly markdown: string;
}

/**
 * The user's guide in a language, from resources/guide/LANGUAGE/1-first-page.md, …: the number orders the pages, the
 * rest of the file's name is the page's, its first heading the title.
 */
export function guidePages(resourcesDirectory: string, language: 'en' | 'zh'): readonly GuidePage[] {
  const folder = join(resourcesDirectory, 'guide', language);
  return readdirSync(folder)
    .filter((file) => /^\d+-[\w-]+\.md$/.test(file))
    .sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))
    .map((file) => {
      const markdown = readFileSync(join(folder, file), 'utf8');
      const name = file.replace(/^\d+-/, '').replace(/\.md$/, '');
      return { name, title: /^# (.+)$/m.exec(markdown)?.[1]?.trim() ?? name, markdown };
    });
}

/** A picture of the guide, from resources/guide/pictures/NAME.webp. Throws `not_found`. */
export function guidePicture(resourcesDirectory: string, name: string): Uint8Array {
  const path = join(resourcesDirectory, 'guide', 'pictures', `${name}.webp`);
  if (!existsSync(path)) throw new CodedError('not_found', `The guide has no picture "${name}".`);
  return new Uint8Array(readFileSync(path));
}
