import { createCipheriv, createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import fc from 'fast-check'
import { generatedContent } from '../../simulator/files/content.ts'
import { planFor } from '../../simulator/jobs/examples.ts'
import { useAction } from '../support/action.ts'
import { useTempFolder } from '../support/cleanup.ts'
import { downloadHarness } from '../support/download-harness.ts'

const MIB = 1024 * 1024
const LIMIT_MS = 180_000
const PROMISED_PEAK_BYTES = 200 * MIB
const PEAK = new URL('../../scripts/verify/peak.mjs', import.meta.url)
const onLinux = process.platform === 'linux' ? test : test.skip

const action = useAction()
const scratch = useTempFolder()

onLinux(
  'D20 the memory of the step does not grow with the file',
  async () => {
    const size = 300 * MIB
    const file = join(await scratch(), 'peak')
    const run = await action.play({
      plan: planFor('snyk', 'succeeded', { files: [{ name: 'large.csv', content: generatedContent(size) }] }),
      env: { NODE_OPTIONS: `--import=${PEAK.href}`, PEAK_FILE: file },
    })
    expect(run.result.outputs).toMatchObject({ status: 'succeeded', size: String(size) })
    const peakBytes = Number(await readFile(file, 'utf8')) * 1024
    expect(peakBytes).toBeGreaterThan(30 * MIB)
    expect(peakBytes).toBeLessThan(PROMISED_PEAK_BYTES)
  },
  LIMIT_MS,
)

const SIZE = 256 * MIB

/** Bytes that look random, the same ones for the same number; a cipher makes them fast. */
function bytesOf(seed: number): Buffer {
  const key = createHash('md5').update(String(seed)).digest()
  return createCipheriv('aes-128-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(SIZE))
}

async function fetchedWithCuts(bytes: Buffer, cuts: readonly number[]): Promise<void> {
  const sorted = cuts.toSorted((a, b) => a - b)
  const bench = await downloadHarness()
  try {
    bench.store.put('/a', bytes)
    const pieces = sorted.map((cut, i) => cut - (sorted[i - 1] ?? 0))
    bench.store.fail('/a', ...pieces.map(afterBytes => ({ kind: 'truncate', afterBytes }) as const))
    const [file] = await bench.download([bench.file('/a', { size: bytes.length })])
    const hash = createHash('sha256')
    await pipeline(createReadStream(file?.path ?? ''), hash)
    expect(hash.digest('hex')).toBe(createHash('sha256').update(bytes).digest('hex'))
    const sentBytes = bench.store.requests.reduce((sum, request) => sum + request.sent.bodyBytes, 0)
    expect(bench.store.requests).toHaveLength(21)
    expect(sentBytes / bytes.length).toBeLessThanOrEqual(1.05)
  } finally {
    await bench.close()
  }
}

/** One case of it takes long enough; a failure names its seed, and FUZZ_SEED repeats it. */
const twentyCuts = fc.asyncProperty(
  fc.array(fc.noBias(fc.integer({ min: 1, max: SIZE - 1 })), { minLength: 20, maxLength: 20 }),
  fc.noBias(fc.nat()),
  (cuts, seed) => fetchedWithCuts(bytesOf(seed), cuts),
)

test(
  'D01 twenty random cuts in 256 MiB cost less than a twentieth of the bytes',
  async () => {
    const seed = process.env.FUZZ_SEED
    await fc.assert(twentyCuts, { numRuns: 1, endOnFailure: true, ...(seed && { seed: Number(seed) }) })
  },
  LIMIT_MS,
)
