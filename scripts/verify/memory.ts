/**
 * Measures the peak memory of the built action: a large download (5 GiB, or the first argument), six files at once, a slow
 * file over several connections, a wait for an API that sends hostile JSON, and 200 exports in one step. The second argument is the path of another
 * bundle to measure.
 */
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Content, generatedContent } from '../../simulator/files/content.ts'
import { planFor } from '../../simulator/jobs/examples.ts'
import { startSimulator } from '../../simulator/simulator.ts'
import type { StepOptions } from '../../simulator/step.ts'
import { type Figure, report } from './figures.ts'
import { startHostileApi } from './hostile-api.ts'
import { measuredStep } from './measured-step.ts'

const GIBIBYTE = 1024 ** 3
const MEBIBYTE = 1024 ** 2
const BOUND_MIB = 200
const FAST_CLOCK = fileURLToPath(new URL('../../__tests__/support/preload/fast-clock.mjs', import.meta.url))
const FACTOR = 100
const SLOW_BYTES_PER_SECOND = 20e6

const [gibibytes, bundle] = [Number(process.argv[2] ?? '5'), process.argv[3]]

/** Checks the outputs of a step; returns the problem, or an empty string. */
type Check = (outputs: Readonly<Record<string, string>>) => string

async function measured(name: string, options: StepOptions, check: Check): Promise<Figure> {
  const { result, peakBytes } = await measuredStep({ ...options, ...(bundle && { bundle: resolve(bundle) }) })
  await result.cleanup()
  const problem = check(result.outputs)
  const seconds = (result.durationMs / 1000).toFixed(0)
  return {
    name,
    value: `${(peakBytes / MEBIBYTE).toFixed(1)} MiB in ${seconds} s${problem && `; ${problem}`}`,
    bound: `${BOUND_MIB} MiB`,
    verdict: peakBytes <= BOUND_MIB * MEBIBYTE && problem === '' ? 'passed' : 'failed',
  }
}

/** The same content at 20 MB/s per connection. */
function throttled(content: Content): Content {
  return {
    ...content,
    async *read(start, end) {
      for await (const chunk of content.read(start, end)) {
        await sleep((1000 * chunk.length) / SLOW_BYTES_PER_SECOND)
        yield chunk
      }
    },
  }
}

async function download(name: string, contents: readonly Content[]): Promise<Figure> {
  const files = contents.map((content, i) => ({ name: `data_${i + 1}.csv`, content }))
  const simulator = await startSimulator()
  const job = simulator.jobs.add(planFor('snyk', 'succeeded', { files }))
  const inputs = {
    provider: 'snyk',
    'api-url': simulator.apiUrl,
    'export-id': job.id,
    'org-id': '70ba96dd-160e-445c-adec-3fe070e1dea5',
    token: simulator.credentials.snyk.token,
  }
  const bytes = String(contents.reduce((sum, { size }) => sum + size, 0))
  try {
    return await measured(name, { inputs }, ({ status, size }) =>
      status === 'succeeded' && size === bytes ? '' : `${status} with ${size} of ${bytes} bytes`,
    )
  } finally {
    await simulator.close()
  }
}

async function hostileWait(): Promise<Figure> {
  const api = await startHostileApi()
  const options = {
    inputs: { ...api.inputs, timeout: '30m', 'poll-interval': '1s' },
    nodeArguments: ['--import', FAST_CLOCK],
    env: { FAST_CLOCK: String(FACTOR) },
  }
  let pollCount = ''
  try {
    const figure = await measured('hostile JSON', options, ({ status, polls }) => {
      pollCount = polls ?? ''
      return status === 'timed-out' && Number(polls) >= 100 ? '' : `${status} after ${polls} polls`
    })
    return { ...figure, name: `hostile JSON, ${pollCount} polls` }
  } finally {
    await api.close()
  }
}

/** The peak memory of a step that waits for so many exports and downloads them, 3 MiB together, in bytes. */
async function peakOf(exports: number): Promise<number> {
  const simulator = await startSimulator()
  const content = generatedContent(Math.ceil((3 * MEBIBYTE) / exports))
  const plan = planFor('closient', 'succeeded', { files: [{ name: 'export.zip', content }] })
  const jobs = Array.from({ length: exports }, () => simulator.jobs.add(plan))
  const inputs = {
    provider: 'closient',
    'api-url': simulator.apiUrl,
    'export-id': jobs.map(({ id }) => id).join('\n'),
    'org-id': 'N5FhWvfL6ukg8E4jfWiZTG',
    token: simulator.credentials.closient.apiKey,
  }
  const clock = { nodeArguments: ['--import', FAST_CLOCK], env: { FAST_CLOCK: '10' } }
  try {
    const options = { inputs, ...clock, ...(bundle && { bundle: resolve(bundle) }) }
    const { result, peakBytes } = await measuredStep(options)
    await result.cleanup()
    if (result.outputs['file-count'] !== String(exports)) throw new Error(result.outputs['failure-reason'])
    return peakBytes
  } finally {
    await simulator.close()
  }
}

async function severalExports(): Promise<Figure> {
  const [one, several] = [await peakOf(1), await peakOf(200)]
  return {
    name: '200 exports in one step, compared with one',
    value: `${(several / MEBIBYTE).toFixed(1)} of ${(one / MEBIBYTE).toFixed(1)} MiB, ${(several / one).toFixed(2)} times`,
    bound: '1.3 times',
    verdict: several <= 1.3 * one ? 'passed' : 'failed',
  }
}

const content = generatedContent(128 * MEBIBYTE)
const figures = [
  await download(`download of ${gibibytes} GiB`, [generatedContent(gibibytes * GIBIBYTE)]),
  await download('six files at once, 128 MiB each', Array(6).fill(content)),
  await download('a slow file of 512 MiB in ranges', [throttled(generatedContent(512 * MEBIBYTE))]),
  await hostileWait(),
  await severalExports(),
]
report(figures)
