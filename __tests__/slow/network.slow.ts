import type { Fault } from '../../simulator/faults.ts'
import { planFor } from '../../simulator/jobs/examples.ts'
import { expectWaited, onePollEach, type StepSetup, useAction } from '../support/action.ts'
import { expectFiles } from '../support/action-files.ts'

const action = useAction()

/** A step with a token, so that its first request is a poll, and the faults of its requests. */
const failing = (faults: readonly Fault[], rest?: Fault): Pick<StepSetup, 'inputs' | 'prepare'> => ({
  inputs: ({ simulator }) => ({ token: simulator.issueToken(), username: '', password: '' }),
  prepare: ({ simulator }) => simulator.inject({ path: /^/, faults, ...(rest && { rest }) }),
})

const raw = (bytes: string, more: Pick<Extract<Fault, { kind: 'raw' }>, 'repeat' | 'end'> = {}): Fault => ({
  kind: 'raw',
  bytes,
  ...more,
})

interface NetworkFault {
  readonly title: string
  readonly fault: Fault
  readonly says: RegExp
}

const TIMES_OUT = /did not respond within 30 s/

/** Faults of one response during the wait, and how the log reports them. */
const FAULTS: readonly NetworkFault[] = [
  {
    title: 'N07 an end in the middle of the JSON',
    fault: raw('HTTP/1.1 200 OK\r\ncontent-length: 90\r\n\r\n{"status":"COMPL'),
    says: /was lost during the response/,
  },
  { title: 'N08 no response', fault: { kind: 'stall' }, says: TIMES_OUT },
  {
    title: 'N12 bytes that are not HTTP',
    fault: raw('SSH-2.0-OpenSSH_9.9\r\n'),
    says: /an invalid HTTP response/,
  },
]

test.each(FAULTS)('$title is retried, and never counts as success', async ({ fault, says }) => {
  const run = await action.run({
    plan: onePollEach(planFor('vmware', 'succeeded')),
    factor: 40,
    ...failing([{ kind: 'pass' }, fault]),
  })
  await expectFiles(run)
  expect(run.result.log).toMatch(says)
  expect(run.result.log).toMatch(/^Recovered after /m)
  expect(run.result.outputs).toMatchObject({ status: 'succeeded', polls: '4' })
})

test('N01 an unknown host is reported within a quarter of a minute', async () => {
  const run = await action.run({
    plan: planFor('vmware', 'succeeded'),
    // DNS lookups take real time, which counts as many times.
    factor: 10,
    inputs: { 'api-url': 'https://vcf.invalid' },
  })
  expect(run.result.outputs).toMatchObject({ 'failure-code': 'network', 'provider-status': '' })
  expectWaited(run, [15, 40])
  expect(run.error).toMatch(
    /vcf\.invalid could not be reached: the host name .+ Check api-url and the proxy settings/,
  )
})

test('N04 the step reconnects to a server that restarts during the wait', async () => {
  const running = await action.start({
    plan: onePollEach(planFor('vmware', 'succeeded')),
    factor: 5,
    inputs: { 'poll-interval': '1s' },
  })
  await running.step.untilLog(/^QUEUED/)
  const startAgain = await running.simulator.stopApi()
  await running.step.untilLog(/connection was refused/)
  await startAgain()
  const run = await running.ended()
  await expectFiles(run)
  expect(run.result.log).toMatch(/^Recovered after /m)
})

test('N19 the API can have an IPv6 address', async () => {
  const run = await action.run({ plan: planFor('vmware', 'succeeded'), simulator: { address: '::1' } })
  await expectFiles(run)
  expect(run.simulator.apiUrl).toMatch(/^http:\/\/\[::1\]:/)
})

test('N22 each request uses a new connection, so that none becomes stale', async () => {
  const run = await action.run({
    plan: onePollEach(planFor('vmware', 'succeeded')),
    factor: 20,
    ...failing([]),
  })
  await expectFiles(run)
  // Three polls and the file.
  expect(run.simulator.requests.map(({ headers }) => headers.connection)).toEqual(Array(4).fill('close'))
})
