import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { planFor } from '../../simulator/jobs/examples.ts'
import { expectWaited, storeCalls, useAction } from '../support/action.ts'
import { expectNoFiles } from '../support/action-files.ts'
import { REFUSALS } from './refusals.ts'

const action = useAction()

test.each(REFUSALS)(
  '$title is told as $code',
  async ({ provider, answer, code, says, calls, waited, ...scene }) => {
    const run = await action.play({
      ...scene,
      plan: planFor(provider, 'succeeded'),
      prepare: ({ simulator }) => {
        const faults = Array(100).fill({ kind: 'answer', answer })
        if (answer) simulator.inject({ path: /^\/(?!oauth|v1\/tokens)/, faults })
      },
    })
    const { outputs, summary } = run.result
    expect(outputs).toMatchObject({ 'failure-code': code, 'provider-status': '' })
    for (const text of says) expect(run.error).toContain(text)
    expect(summary).toContain(`<code>${code}</code>`)
    if (calls !== undefined) expect(run.simulator.requests).toHaveLength(calls)
    if (waited) {
      expectWaited(run, waited)
      expect(Number(outputs.polls)).toBeGreaterThan(1)
    }
    expect(storeCalls(run)).toEqual([])
    expectNoFiles(run)
  },
)

test('N03 nothing that listens is told as network, within a quarter of a minute', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  const inputs = { 'api-url': `http://127.0.0.1:${port}` }
  const run = await action.play({ plan: planFor('snyk', 'succeeded'), inputs, factor: 20 })
  const { outputs, log } = run.result
  expect(outputs).toMatchObject({ 'failure-code': 'network', 'provider-status': '' })
  expectWaited(run, [15, 40])
  expect(Number(outputs.polls)).toBeGreaterThan(1)
  expect(log).toMatch(
    new RegExp(`^::error::127.0.0.1:${port} could not be reached: the connection was refused`, 'm'),
  )
  expect(run.simulator.requests).toEqual([])
})
