import { cp, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { unzip } from '../../simulator/files/unzip.ts'
import { planFor } from '../../simulator/jobs/examples.ts'
import { type ResultsService, startResultsService } from '../../simulator/results-service.ts'
import type { StepOptions, StepResult } from '../../simulator/step.ts'
import { bytesOf } from '../runner/bytes.ts'
import { useSimulator, useTempFolder } from '../support/cleanup.ts'
import { useSteps } from '../support/step.ts'

import.meta.jest.setTimeout(60_000)

const steps = useSteps()
const startSimulator = useSimulator()
const scratch = useTempFolder()
let service: ResultsService

beforeAll(async () => {
  service = await startResultsService()
})

afterAll(() => service.close())

/** Runs a step with an upload under the given conditions, and compares the stored bytes with the provider's. */
async function expectArtifact({ env, ...options }: Omit<StepOptions, 'inputs'>): Promise<StepResult> {
  const simulator = await startSimulator()
  const job = simulator.jobs.add(planFor('vmware', 'succeeded'))
  const result = await steps.run({
    ...options,
    env: { ...service.env, ...env },
    inputs: {
      provider: 'vmware',
      'export-id': job.id,
      'api-url': simulator.apiUrl,
      token: simulator.issueToken(),
      'upload-artifact': 'true',
    },
  })
  expect([result.exitCode, result.outputs.status]).toEqual([0, 'succeeded'])
  const stored = unzip(await service.read(`vmware-export-${job.id}`))
  expect(stored.map(({ data }) => data)).toEqual(await bytesOf(job))
  return result
}

// Self-hosted runners can be in any folder; the artifact client is a chunk that is loaded on demand.
test('the action is in a folder with spaces and special characters', async () => {
  const folder = join(await scratch(), 'actions of the team', 'Übersicht – 日本', 'await-export')
  await mkdir(folder, { recursive: true })
  await cp(fileURLToPath(new URL('../../dist', import.meta.url)), join(folder, 'dist'), { recursive: true })
  await expectArtifact({ bundle: join(folder, 'dist/index.js') })
})

// Not even root can write to /proc; other systems use a missing folder.
test.each([
  ['that is read-only', process.platform === 'linux' ? '/proc' : '/missing'],
  ['that is not set', ''],
])('a container with a home %s', async (_, home) => {
  await expectArtifact({ env: { HOME: home } })
})

test('a container with a minimal environment', async () => {
  const cwd = await scratch()
  const unset = { HOME: '', PATH: '', RUNNER_TEMP: '', GITHUB_WORKSPACE: '', GITHUB_STEP_SUMMARY: '' }
  const { outputs } = await expectArtifact({ cwd, env: { ...unset, TMPDIR: cwd } })
  expect(outputs.file?.startsWith(cwd)).toBe(true)
})
