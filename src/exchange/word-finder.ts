/** Finds which of many words stand in a text, in one pass over the text: a table by first two characters, then the words themselves. */
export function wordFinder(words: readonly string[]): (text: string) => Set<string> {
  const byStart = Map.groupBy(words, (word) => word.slice(0, 2));
  return (text) => {
    const found = new Set<string>();
    for (let at = 0; at + 1 < text.length; at++) {
      for (const word of byStart.get(text.slice(at, at + 2)) ?? []) if (text.startsWith(word, at)) found.add(word);
    }
    return found;
  };
}
