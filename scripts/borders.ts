import { sightingsOf } from './sightings.ts'

/** Something that only some places may use. */
interface Border {
  readonly what: RegExp
  /** Places that may use it, as paths from the root. */
  readonly where: RegExp
  readonly why: string
}

const NOWHERE = /^$/

/** Imports that run, of these modules of Node; type imports are erased and free. */
function node(names: string): RegExp {
  return new RegExp(`^import (node:)?(${names})(/|$)`)
}

/** The places with effects; everything else computes only. */
const EFFECTS = 'src/((artifact|download|http)/|(garbage|index|lifecycle|main|ports|system-clock)\\.ts$)'

/** What a place that computes only may import: modules of Node and packages without effects, and its like. */
const PURE_PACKAGES = '@badrap/valita|leven|parse-duration|pretty-bytes|node:(buffer|path|url|util)'
const PURE_SOURCES = `src/(artifact/name|http/tls)\\.ts|(?!${EFFECTS})src/.*`

const BORDERS: readonly Border[] = [
  { what: / @actions\/core/, where: /^src\/main\.ts$/, why: 'main.ts alone talks to the runner' },
  { what: / @actions\/http-client/, where: /^src\/http\/client\.ts$/, why: 'one file knows the HTTP client' },
  {
    what: / @actions\/artifact/,
    where: /^src\/artifact\/upload\.ts$/,
    why: 'one file knows the artifact client and loads it lazily',
  },
  {
    what: node('fs'),
    where: /^src\/((artifact|download)\/|(lifecycle|main|ports)\.ts$)/,
    why: 'files are touched where they are downloaded and uploaded',
  },
  {
    what: node('dgram|dns|http|http2|https|net|tls'),
    where: /^src\/http\//,
    why: 'sockets belong to src/http',
  },
  {
    what: /^(fetch|new (EventSource|WebSocket)\(.*)$/,
    where: NOWHERE,
    why: 'requests go through src/http, which knows proxies and credentials',
  },
  {
    what: /^(eval\(\)|new Function\(.*|import of a computed name)$/,
    where: NOWHERE,
    why: 'what runs is what was built',
  },
  {
    what: node('child_process|cluster|worker_threads'),
    where: NOWHERE,
    why: 'what runs is what was built',
  },
  { what: node('v8|vm'), where: /^src\/garbage\.ts$/, why: 'one file knows how the memory is swept' },
  {
    what: /^(process\.env|import (node:)?process)$/,
    where: /^src\/main\.ts$/,
    why: 'the environment comes in as a parameter',
  },
  {
    what: /^process(\.|$)/,
    where: /^src\/(artifact\/stdout|download\/(folder|part-name)|lifecycle|main)\.ts$/,
    why: 'few files know the process',
  },
  { what: /^Math\.random$/, where: /^src\/ports\.ts$/, why: 'chance comes in as a parameter' },
  { what: /^(console|crypto|globalThis)$/, where: NOWHERE, why: 'the world comes in as a parameter' },
  {
    what: /^(AbortSignal\.timeout|Date\(\)|Date\.now|new Date\(\)|performance|import (node:)?(perf_hooks|timers)(\/.*)?)$/,
    where: /^src\/system-clock\.ts$/,
    why: 'time comes in as a Clock',
  },
  {
    what: /^set(Immediate|Interval|Timeout)$/,
    where: /^src\/(lifecycle|system-clock)\.ts$/,
    why: 'time comes in as a Clock',
  },
  {
    what: new RegExp(`^import (?!(${PURE_PACKAGES}|${PURE_SOURCES})$)`),
    where: new RegExp(`^${EFFECTS}`),
    why: 'this place computes only',
  },
  {
    what: /^import src\/artifact\/(?!name\.ts$)/,
    where: /^src\/(artifact\/|ports\.ts$)/,
    why: 'ports.ts alone puts the adapters together',
  },
  {
    what: /^import src\/download\//,
    where: /^src\/(download\/|ports\.ts$)/,
    why: 'ports.ts alone puts the adapters together',
  },
  {
    what: /^import src\/http\/(?!tls\.ts$)/,
    where: /^src\/(download\/|http\/|(main|ports)\.ts$)/,
    why: 'the way to the API comes in as a parameter',
  },
  {
    what: /^(import|type) (?!src\/)\w+\/.*\.ts$/,
    where: NOWHERE,
    why: 'the action knows nothing of what tests it',
  },
]

/** What a source file of `src/` uses although its place may not, one sentence each. */
export function breachesOf(path: string, source: string): readonly string[] {
  return sightingsOf(path, source).flatMap(sighted =>
    BORDERS.filter(({ what, where }) => what.test(sighted) && !where.test(path)).map(
      ({ why }) => `${path} uses ${sighted}: ${why}.`,
    ),
  )
}
