/**
 * Verses of a text like tang300.txt between punctuation, titles, authors and what separates poems left out, and how
 * many of them have five or seven characters. The first and the last line may be cut off and do not count.
 */
export function countVerses(text: string): { readonly verses: number; readonly regular: number } {
  const lengths = text
    .split('\n')
    .slice(1, -1)
    .filter((line) => !/^(%|《|作者)/.test(line))
    .flatMap((line) => line.split(/[，。？！；、]/))
    .map((verse) => [...verse].length)
    .filter((length) => length > 0);
  return {
    verses: lengths.length,
    regular: lengths.filter((length) => length === 5 || length === 7).length,
  };
}
