import { planFor } from '../../simulator/jobs/examples.ts'
import type { Job } from '../../simulator/jobs/jobs.ts'
import type { Dispatch, Run } from './act.ts'
import { bytesOf } from './bytes.ts'
import { shownSecrets, useResultsService, useStage } from './stage.ts'

const stage = useStage()
const service = useResultsService()

/** Runs jobs of `conditions.yml` with a finished export: all, or the one that `options` selects. */
async function conditions(dispatch: Omit<Dispatch, 'workflow'>): Promise<{ run: Run; original: Buffer }> {
  const { simulator, act } = stage()
  const job: Job = simulator.jobs.add(planFor('vmware', 'succeeded'))
  const secrets = { VMWARE_TOKEN: simulator.issueToken() }
  const run = await act({ workflow: 'conditions', ...dispatch, vars: { EXPORT: job.id }, secrets })
  expect(run.log).not.toContain(secrets.VMWARE_TOKEN)
  expect(shownSecrets(run, stage())).toEqual([])
  return { run, original: Buffer.concat(await bytesOf(job)) }
}

/** The step fails before the wait, or succeeds with a warning if the inputs allow it, and keeps the file. */
async function expectNoUpload({ run, original }: Awaited<ReturnType<typeof conditions>>): Promise<void> {
  expect(await run.keptJson('upload.json')).toMatchObject({
    error: {
      outcome: 'failure',
      outputs: { 'failure-code': 'upload', 'file-count': '0', 'artifact-id': '' },
    },
    warn: { outcome: 'success', outputs: { status: 'succeeded', 'failure-code': '', 'artifact-id': '' } },
  })
  expect(run.log).toMatch(/::warning::.*artifact/)
  expect((await run.kept('upload')).equals(original)).toBe(true)
  expect(service().requests).toEqual([])
}

test('a folder with spaces and special characters', async () => {
  const { run, original } = await conditions({ options: ['--job', 'spaces'] })
  expect(run.jobs).toEqual({ spaces: 'succeeded' })
  expect((await run.kept('spaces')).equals(original)).toBe(true)
  expect((await run.kept('spaces-by-hand')).equals(original)).toBe(true)
})

test('a read-only home folder', async () => {
  const { run, original } = await conditions({ options: ['--job', 'read-only-home'] })
  expect(run.jobs).toEqual({ 'read-only-home': 'succeeded' })
  expect((await run.kept('read-only-home')).equals(original)).toBe(true)
})

test('a runner without the variables of an artifact service', async () => {
  await expectNoUpload(await conditions({ options: ['--job', 'upload'] }))
})

test('a runner of GitHub Enterprise Server, which has another artifact service', async () => {
  const env = { ...service().env, GITHUB_SERVER_URL: 'https://github.example.com' }
  await expectNoUpload(await conditions({ options: ['--job', 'upload'], env }))
})
