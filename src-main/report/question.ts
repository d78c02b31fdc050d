/** Which runs a block is about, as the table of runs asks for them: all that are not in the trash, the newest first. */
export function questionOf(query: string) {
  return {
    query,
    text: '',
    sort: { by: 'created', direction: 'desc' },
    trashed: false,
    archived: 'all',
    offset: 0,
  } as const;
}
