import { readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { readAction } from '../../scripts/action.ts'
import { planFor } from '../../simulator/jobs/examples.ts'
import { oneLookEach, useAction } from '../support/action.ts'
import { expectFiles } from '../support/action-files.ts'
import { useScratch } from '../support/scratch.ts'

const action = useAction()
const scratch = useScratch()
const plan = planFor('vmware', 'succeeded')

test('E01 the bundle runs on the major version of Node that action.yml asks for', async () => {
  const { runs } = readAction(readFileSync(new URL('../../action.yml', import.meta.url), 'utf8'))
  expect(`node${process.versions.node.split('.')[0]}`).toBe(runs.using)
  const tell = 'console.log("node" + process.versions.node.split(".")[0])'
  const run = await action.play({
    plan,
    env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(tell)}` },
  })
  await expectFiles(run)
  expect(run.result.log).toMatch(new RegExp(`^${runs.using}$`, 'm'))
})

test('E02 odd folders of a runner are taken as they are', async () => {
  const folder = join(await scratch(), 'work dir/Ünï $HOME')
  await mkdir(folder, { recursive: true })
  const run = await action.play({
    plan,
    env: { RUNNER_TEMP: folder, GITHUB_WORKSPACE: folder, HOME: '/nonexistent' },
  })
  await expectFiles(run, { folder: join(folder, 'await-export', run.job.id) })
})

test.each([
  [{ NODE_TLS_REJECT_UNAUTHORIZED: '0' }, 'turns certificate checks off'],
  [{ NODE_DEBUG: 'tls' }, 'makes Node print request headers'],
])('E03 %j is warned about', async (env, says) => {
  const run = await action.play({ plan, env })
  await expectFiles(run)
  expect(run.result.log.match(/^::warning::.*$/gm)).toEqual([expect.stringContaining(says)])
})

test('E04 debug logging shows neither a secret nor the body of an answer', async () => {
  const unavailable = { status: 503, body: '{"private-note":"of an error"}' }
  const given = oneLookEach(planFor('vmware', 'succeeded'))
  const phases = given.phases.map(phase => ({ ...phase, fields: { ...phase.fields, 'private-note': 'x' } }))
  const run = await action.play({
    plan: { ...given, phases },
    factor: 20,
    env: { RUNNER_DEBUG: '1', ACTIONS_STEP_DEBUG: 'true' },
    prepare: ({ simulator }) =>
      simulator.inject({
        path: /exports$/,
        faults: [{ kind: 'pass' }, { kind: 'answer', answer: unavailable }],
      }),
  })
  await expectFiles(run)
  expect(run.result.log).toMatch(/^::debug::Trouble: .*HTTP 503/m)
  expect(run.result.log).not.toContain('private-note')
})
