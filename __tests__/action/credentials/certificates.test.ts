import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { planFor } from '../../../simulator/jobs/examples.ts'
import { useAction } from '../../support/action.ts'
import { expectFiles, expectNoFiles } from '../../support/action-files.ts'
import { useTempFolder } from '../../support/cleanup.ts'
import { IDENTITIES, TEST_CA } from '../../support/tls/certificates.ts'

const action = useAction()
const scratch = useTempFolder()

const plan = planFor('closient', 'succeeded')
const simulator = { tls: IDENTITIES.good }

test('N21 a private authority is trusted as PEM text, by the API and by the store', async () => {
  const run = await action.play({ plan, simulator, inputs: { 'ca-certificate': TEST_CA } })
  expect(run.simulator.apiUrl).toMatch(/^https:/)
  await expectFiles(run)
})

test('N21 a private authority is trusted as a file of the workspace', async () => {
  const workspace = await scratch()
  await writeFile(join(workspace, 'ca.pem'), TEST_CA)
  const inputs = { 'ca-certificate': 'ca.pem' }
  const run = await action.play({ plan, simulator, inputs, env: { GITHUB_WORKSPACE: workspace } })
  await expectFiles(run)
})

test.each([['of a trusted authority that has expired', IDENTITIES.expired, TEST_CA]])(
  'N20 a certificate %s ends the step before anything is sent',
  async (_, tls, authority) => {
    const run = await action.play({ plan, simulator: { tls }, inputs: { 'ca-certificate': authority } })
    expect(run.result.outputs).toMatchObject({ 'failure-code': 'network', polls: '1' })
    expect(run.error).toMatch(/The certificate of 127\.0\.0\.1:\d+ is not trusted .+ca-certificate/)
    expect(run.simulator.requests).toEqual([])
    expectNoFiles(run)
  },
)
