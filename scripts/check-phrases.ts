import { readFileSync } from 'node:fs'
import { checkedPaths, phrasesIn } from './phrases.ts'

// Fails if a text contains a phrase of scripts/phrases.json. Arguments are glob patterns of texts to check instead.
const patterns = process.argv.slice(2)
const paths = checkedPaths(patterns.length > 0 ? patterns : undefined)
const found = paths.flatMap(path =>
  phrasesIn(path, readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')),
)

if (found.length > 0) {
  process.stderr.write(`${found.join('\n')}\n`)
  process.exitCode = 1
}
process.stdout.write(`${found.length} phrases to replace in ${paths.length} texts.\n`)
