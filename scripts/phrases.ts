import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as v from '@badrap/valita'

const Phrases = v.array(v.object({ find: v.string(), instead: v.string(), example: v.string() }))

/** Phrases to avoid: a regular expression that finds them, what to say instead, and an example of each. */
export type Phrases = v.Infer<typeof Phrases>

const root = new URL('../', import.meta.url)

/** The committed list of phrases. */
export const PHRASES: Phrases = Phrases.parse(
  JSON.parse(readFileSync(new URL('scripts/phrases.json', root), 'utf8')),
  { mode: 'strict' },
)

/** Texts that must not contain the phrases. `docs/faults.md` is generated from `docs/faults.json`. */
const SCOPE = [
  ...['*.md', 'docs/**/!(faults).md', 'docs/faults.json', 'action.yml', 'package.json'],
  ...['.github/**/*.yml', '.ci/*'],
  '{src,simulator,scripts,bench,__tests__}/**/*.{ts,mjs,sh}',
]

/** Paths of the texts that are checked, from the root of the repository. */
export function checkedPaths(patterns: readonly string[] = SCOPE): readonly string[] {
  return globSync(patterns, { cwd: fileURLToPath(root) }).map(path => path.replaceAll('\\', '/'))
}

/** Phrases in a text, one sentence each with its line. A phrase may continue on the next line, also of a comment. */
export function phrasesIn(path: string, text: string, phrases = PHRASES): readonly string[] {
  return phrases.flatMap(({ find, instead }) =>
    [...text.matchAll(new RegExp(find.replaceAll(' ', '[\\s*/#]+'), 'gi'))].map(({ 0: phrase, index }) => {
      const line = text.slice(0, index).split('\n').length
      return `${path}:${line}: "${phrase.replaceAll(/\s+/g, ' ')}" (say: ${instead})`
    }),
  )
}
