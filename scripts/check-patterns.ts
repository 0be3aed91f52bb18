/**
 * Checks that every regular expression in `src/` matches in linear time, whatever the text. A pattern that is built while the
 * action runs cannot be checked, so there are none.
 */
import { glob, readFile } from 'node:fs/promises'
import { check } from 'recheck'
import { type Node, nodesOf, parse } from './usages.ts'

/** Milliseconds for one pattern. */
const TIMEOUT_MS = 60_000

interface Pattern {
  readonly pattern: string
  readonly flags: string
}

/** The regular expressions in a source; those that are built at run time come as one without a pattern. */
function patternsIn(source: string): readonly (Pattern | undefined)[] {
  return [...nodesOf(parse(source))].flatMap(node => {
    if (node.type === 'RegExpLiteral') return [node as Node & Pattern]
    const isBuilt = node.type === 'NewExpression' && (node.callee as { value?: unknown }).value === 'RegExp'
    return isBuilt ? [undefined] : []
  })
}

async function problemOf(pattern: Pattern | undefined): Promise<string | undefined> {
  if (!pattern) return 'new RegExp: write a literal, which can be checked.'
  const result = await check(pattern.pattern, pattern.flags, { timeout: TIMEOUT_MS })
  if (result.status === 'safe') return undefined
  const why = result.status === 'vulnerable' ? result.complexity.summary : result.error.kind
  return `/${pattern.pattern}/${pattern.flags}: ${why}.`
}

let checked = 0
for await (const path of glob('src/**/*.ts')) {
  for (const pattern of patternsIn(await readFile(path, 'utf8'))) {
    checked += 1
    const problem = await problemOf(pattern)
    if (problem === undefined) continue
    process.stderr.write(`${path} ${problem}\n`)
    process.exitCode = 1
  }
}
process.stdout.write(`${checked} regular expressions checked.\n`)
