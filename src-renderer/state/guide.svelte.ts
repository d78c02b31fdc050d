import { language } from '../messages/messages.svelte.ts';
import { Asked } from './async.svelte.ts';
import { connection } from './connection.svelte.ts';

export interface GuidePage {
  readonly name: string;
  readonly title: string;
  readonly markdown: string;
}

const asked = new Asked<readonly GuidePage[]>();

/** Pages of the guide in the window's language. */
export const guide = {
  get pages(): readonly GuidePage[] | null {
    return asked.value;
  },
  get error(): unknown {
    return asked.error;
  },
  load(): void {
    const tag = language.guide;
    void asked.ask(() => connection.client.call('guide.pages', { language: tag }));
  },
};

/** A picture of the guide, asked for at once. */
export function askPicture(name: string): Asked<Uint8Array> {
  const picture = new Asked<Uint8Array>();
  void picture.ask(() => connection.client.call('guide.picture', { name }));
  return picture;
}
