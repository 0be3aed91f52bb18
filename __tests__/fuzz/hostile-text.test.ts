import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { measuredStep } from '../../scripts/verify/measured-step.ts'
import { createFaultQueue } from '../../simulator/faults.ts'
import { startServer } from '../../simulator/server.ts'
import { awaitExports } from '../../src/exports/await-exports.ts'
import type { Send } from '../../src/http/transport.ts'
import { addSecrets } from '../../src/inputs/credentials.ts'
import { parseInputs } from '../../src/inputs/inputs.ts'
import { createPorts } from '../../src/ports.ts'
import { PROVIDERS } from '../../src/providers/registry.ts'
import { causeLine, createLog, failureLine } from '../../src/report/log.ts'
import { manifestText, outputsOf, stepValues } from '../../src/report/outputs.ts'
import { summaryOf } from '../../src/report/summary.ts'
import { createVault } from '../../src/secrets/vault.ts'
import { modelFolder } from '../model/campaign.ts'
import { deliver } from '../model/response-stream.ts'
import { campaign } from '../support/campaign.ts'
import {
  type HostileCase,
  handlerOf,
  hostileCases,
  inputsOf,
  SENTENCE,
  secretsIn,
  showsSentence,
} from '../support/hostile-documents.ts'
import { rawInputs } from '../support/inputs.ts'
import { virtualClock } from '../support/virtual-clock.ts'

const API = 'https://api.example.com'
const MEBIBYTE = 1024 * 1024
/** With what surrounds it, as long as the action reads. */
const MAX_CHARS = 4 * MEBIBYTE - 64 * 1024
const ALL_SIZES = { minChars: 1000, maxChars: MAX_CHARS, shortParts: 20 }
/** Processor time of a step for each of its requests. */
const MAX_REQUEST_MS = 20_000
const MAX_BUNDLE_MS = 120_000
const MAX_PEAK_MIB = 300
/** Faster, and a response of 4 MiB takes longer than a request may. */
const FACTOR = '5'
const FAST_CLOCK = fileURLToPath(new URL('../support/preload/fast-clock.mjs', import.meta.url))

const folder = modelFolder()
let cases = 0

/** Runs a case with everything but the sockets and the clock; returns what a reader sees, and the number of requests. */
async function runCase(hostile: HostileCase) {
  const root = join(folder(), String(++cases))
  await mkdir(root)
  let requests = 0
  const clock = virtualClock({ advance: 'idle' })
  const handle = handlerOf(hostile)
  const send: Send = async ({ method, url, headers, body = '' }, signal) => {
    signal.throwIfAborted()
    requests += 1
    const sent = { status: 0, bodyBytes: 0, isClosed: false }
    const response = await handle({ server: 'api', method, url, headers, body, at: 0, sent })
    return deliver(response, { kind: 'pass' }, { url, clock, signal, onClose: () => undefined })
  }
  const logged: string[] = []
  const vault = createVault(() => undefined, new Set(), clock.now)
  const log = createLog(({ text }) => logged.push(text), vault.redact)
  const raw = rawInputs({ ...inputsOf(hostile, API), path: join(root, 'files') })
  addSecrets(vault, raw, PROVIDERS)
  const inputs = parseInputs(raw, {
    providers: PROVIDERS,
    workspace: root,
    temporary: root,
    home: '/home/runner',
    runId: '00c0ffee',
    readText: () => undefined,
  })
  const stop = new AbortController()
  const ports = createPorts(inputs, {
    env: {},
    vault,
    roots: [root],
    emit: log,
    signal: stop.signal,
    checkpoint: () => undefined,
    clock,
    send,
  })
  const outcome = await awaitExports(inputs.request, ports)
  log.finish()
  stop.abort()
  await setImmediate()
  const { failure } = outcome
  const values = stepValues(outcome, vault.redact)
  const outputs = outputsOf(values, [], '')
  const files = await readdir(root, { recursive: true })
  await rm(root, { recursive: true })
  const shown = [
    ...logged,
    ...Object.values(outputs),
    ...files,
    manifestText(values),
    summaryOf(outcome, inputs.request, vault.redact, clock.now()),
    ...(failure ? [failureLine(failure, vault.redact), causeLine(failure, vault.redact) ?? ''] : []),
  ]
  return { shown, requests }
}

/** Throws if a reader sees a secret, or not the sentence. */
function requireSafe(hostile: HostileCase, shown: readonly string[]): void {
  for (const text of shown) {
    const [secret] = secretsIn(text)
    if (secret !== undefined) throw new Error(`${secret} is shown: ${text}`)
  }
  if (showsSentence(hostile) && !shown.some(text => text.includes(SENTENCE)))
    throw new Error(`The sentence is missing: ${shown.join('\n')}`)
}

test('the cases have every provider and every endpoint, and one response in 100 has more than 2 MiB', () => {
  const runs = 2000
  const places = new Set<string>()
  let large = 0
  fc.assert(
    fc.property(hostileCases(ALL_SIZES), hostile => {
      places.add(`${hostile.provider} ${hostile.at}`)
      const bytes = Buffer.byteLength(hostile.wrap(hostile.text))
      if (bytes > 2 * MEBIBYTE && bytes <= 4 * MEBIBYTE) large += 1
    }),
    { numRuns: runs, seed: 1 },
  )
  expect(places.size).toBe(20)
  expect(large).toBeGreaterThanOrEqual(runs / 100)
})

campaign('A13 A16 A20 A23 secrets and a sentence in hostile responses', {
  full: 20_000,
  min: 8,
  property: fc.asyncProperty(hostileCases(ALL_SIZES), async hostile => {
    const before = process.cpuUsage()
    const { shown, requests } = await runCase(hostile)
    requireSafe(hostile, shown)
    const ms = process.cpuUsage(before).user / 1000
    if (ms > MAX_REQUEST_MS * Math.max(1, requests))
      throw new Error(`The step took ${ms} ms for ${requests} requests.`)
  }),
})

campaign('A13 A16 A23 responses of up to 4 MiB, through the bundle', {
  full: 200,
  min: 1,
  property: fc.asyncProperty(
    hostileCases({ minChars: MEBIBYTE / 4, maxChars: MAX_CHARS, shortParts: 2 }),
    async hostile => {
      const server = await startServer({
        name: 'api',
        handle: handlerOf(hostile),
        faults: createFaultQueue([]),
        record: () => undefined,
        now: Date.now,
      })
      const { result, peakBytes } = await measuredStep({
        inputs: inputsOf(hostile, server.url),
        nodeArguments: ['--import', FAST_CLOCK],
        env: { FAST_CLOCK: FACTOR },
      }).finally(server.close)
      const { 'download-url': _, ...outputs } = result.outputs
      const lines = result.log.split('\n').filter(line => !line.startsWith('::add-mask::'))
      const manifest = await readFile(outputs.manifest ?? '', 'utf8')
      await result.cleanup()
      requireSafe(hostile, [...lines, ...Object.values(outputs), ...result.files, manifest, result.summary])
      const peakMiB = peakBytes / MEBIBYTE
      if (peakMiB > MAX_PEAK_MIB || result.durationMs > MAX_BUNDLE_MS)
        throw new Error(`The step took ${result.durationMs} ms and ${peakMiB} MiB.`)
    },
  ),
})
