import { measuredStep } from '../../scripts/verify/measured-step.ts'
import { planFor } from '../../simulator/jobs/examples.ts'
import { useSimulator } from '../support/cleanup.ts'

const MIB = 1024 * 1024
const onLinux = process.platform === 'linux' ? test : test.skip
const startSimulator = useSimulator()

/** Chunked, so that its length is unknown. */
async function* jsonOf(bytes: number): AsyncGenerator<Uint8Array> {
  yield Buffer.from('{"status":"COMPLETED","x":"')
  for (let sent = 0; sent < bytes; sent += 65_536) yield Buffer.alloc(Math.min(65_536, bytes), 'x')
  yield Buffer.from('"}')
}

/** The kernel's peak of the memory of a step that gets responses of so many bytes. */
async function peakWith(bytes: number, failureCode: string): Promise<number> {
  const simulator = await startSimulator()
  const job = simulator.jobs.add(planFor('vmware', 'succeeded'))
  const faults = Array.from({ length: 3 }, () => {
    const body = jsonOf(bytes)
    return {
      kind: 'response',
      response: { status: 200, headers: { 'content-type': 'text/plain' }, body },
    } as const
  })
  simulator.inject({ path: /exports$/, faults })
  const { result, peakBytes } = await measuredStep({
    inputs: {
      provider: 'vmware',
      'api-url': simulator.apiUrl,
      'export-id': job.id,
      token: simulator.issueToken(),
      'poll-interval': '1s',
    },
  })
  await result.cleanup()
  expect(result.outputs['failure-code']).toBe(failureCode)
  return peakBytes
}

onLinux(
  'J06 10 MiB of JSON take at most 64 MiB more memory than a small answer',
  async () => {
    const small = await peakWith(100, '')
    const large = await peakWith(10 * MIB, 'protocol')
    expect(large - small).toBeLessThanOrEqual(64 * MIB)
  },
  60_000,
)
