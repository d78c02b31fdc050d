import type { BlockFigure, ReportBlock } from '#contract/report.ts';
import { Asked } from '../async.svelte.ts';
import { connection } from '../connection.svelte.ts';

/** What a block shows, asked for again where the block or the runs changed. */
export class BlockFigureQuery {
  #asked = new Asked<BlockFigure | null>();
  #written = '';

  get figure(): BlockFigure | null {
    return this.#asked.value;
  }
  get error(): unknown {
    return this.#asked.error;
  }

  /** `version` counts the news of the runs. */
  ask(block: ReportBlock, width: number, version: number): void {
    const written = JSON.stringify([block, width, version]);
    if (written === this.#written) return;
    this.#written = written;
    void this.#asked.ask(async () => {
      const [figure = null] = await connection.client.call('reports.figures', { blocks: [block], width });
      return figure;
    });
  }
}
