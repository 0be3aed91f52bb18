import { usagesOf } from './usages.ts'

/** Something that only some files may use. */
interface Border {
  /** Matches what `usagesOf` reports. */
  readonly what: RegExp
  /** Paths of the files that may use it, from the root of the repository. */
  readonly where: RegExp
  readonly why: string
}

/** Runtime imports of these Node.js modules; type imports are erased. */
function node(names: string): RegExp {
  return new RegExp(`^import (node:)?(${names})(/|$)`)
}

const NOWHERE = /^$/
const SOCKETS = node('dgram|dns|http|http2|https|net|tls')
const TIME =
  /^(AbortSignal\.timeout|Date\(\)|Date\.now|new Date\(\)|performance|set(Immediate|Interval|Timeout)|import (node:)?(perf_hooks|timers)(\/.*)?)$/

const BORDERS: readonly Border[] = [
  {
    what: / @actions\/core/,
    where: /^src\/(main|conclude)\.ts$/,
    why: 'only main.ts and conclude.ts talk to the runner',
  },
  {
    what: / @actions\/http-client/,
    where: /^src\/http\/client\.ts$/,
    why: 'only one file uses the HTTP client',
  },
  {
    what: / @actions\/artifact/,
    where: /^src\/artifact\/upload\.ts$/,
    why: 'only one file uses the artifact client, and loads it lazily',
  },
  { what: SOCKETS, where: /^src\/http\//, why: 'sockets belong to src/http' },
  {
    what: /^(fetch|new (EventSource|WebSocket)\(.*)$/,
    where: NOWHERE,
    why: 'requests go through src/http, which handles proxies and credentials',
  },
  {
    what: /^(eval\(\)|new Function\(.*|import of a computed name|import (node:)?(child_process|cluster|worker_threads))$/,
    where: NOWHERE,
    why: 'only bundled code runs',
  },
  {
    what: /^(process\.env|import (node:)?process)$/,
    where: /^src\/main\.ts$/,
    why: 'the environment is a parameter',
  },
  { what: /^Math\.random$/, where: /^src\/ports\.ts$/, why: 'randomness is a parameter' },
  { what: /^(console|crypto|globalThis)$/, where: NOWHERE, why: 'globals are parameters' },
  { what: TIME, where: /^src\/runtime\//, why: 'time is a Clock' },
  {
    what: /^(import|type) (?!src\/)\w+\/.*\.ts$/,
    where: NOWHERE,
    why: 'the action does not depend on its tests and tools',
  },
]

/** Uses of a source file that are not allowed there, one sentence each. */
export function violationsOf(path: string, source: string): readonly string[] {
  return usagesOf(path, source).flatMap(used =>
    BORDERS.filter(({ what, where }) => what.test(used) && !where.test(path)).map(
      ({ why }) => `${path} uses ${used}: ${why}.`,
    ),
  )
}

/** Effects: sockets, files, time, the process, randomness, V8 and the runner. */
const EFFECTS: readonly RegExp[] = [
  SOCKETS,
  TIME,
  node('async_hooks|fs|os|v8|vm'),
  /^process(\.|$)/,
  /^Math\.random$/,
  /^import @actions\//,
]

/** The pure folders: their files only compute. */
const PURE = /^src\/(exports|failures|inputs|polling|providers|report|secrets)\//

/**
 * The files of the pure folders that have an effect or import, directly or not, a file that has one: one sentence each.
 * `sources` holds the text of every source file by its path.
 */
export function impurities(sources: ReadonlyMap<string, string>): readonly string[] {
  const usages = new Map([...sources].map(([path, source]) => [path, usagesOf(path, source)]))
  const effectOf = (path: string, visited: Set<string>): string | undefined => {
    if (visited.has(path)) return undefined
    visited.add(path)
    const uses = usages.get(path) ?? []
    const own = uses.find(use => EFFECTS.some(effect => effect.test(use)))
    if (own !== undefined) return `${path} uses ${own}`
    for (const use of uses) {
      const imported = /^import (src\/.*)$/.exec(use)?.[1]
      const found = imported && effectOf(imported, visited)
      if (found) return found
    }
    return undefined
  }
  return [...sources.keys()]
    .filter(path => PURE.test(path))
    .map(path => ({ path, effect: effectOf(path, new Set()) }))
    .filter(({ effect }) => effect !== undefined)
    .map(({ path, effect }) => `${path} is not pure: ${effect}.`)
}
