import type { Phase, StatusNames } from './provider.ts'

const PHASES = ['succeeded', 'failed', 'cancelled', 'waiting'] as const satisfies readonly Phase[]

/** Folds the spellings in which one status word is seen: case, spaces, `_` and `-` do not count. */
function fold(word: string): string {
  return word.toLowerCase().replaceAll(/[\s_-]/g, '')
}

function matches(documented: string, word: string): boolean {
  return documented.endsWith('*')
    ? fold(word).startsWith(fold(documented.slice(0, -1)))
    : fold(word) === fold(documented)
}

/**
 * The phase that a provider's word means. A documented word may end in `*` for every word that starts so.
 * A word that nobody documented keeps the wait going and is marked as unknown.
 */
export function phaseOf(
  words: StatusNames,
  word: string,
): { readonly phase: Phase; readonly known: boolean } {
  const phase = PHASES.find(candidate => words[candidate].some(documented => matches(documented, word)))
  return { phase: phase ?? 'waiting', known: phase !== undefined }
}
