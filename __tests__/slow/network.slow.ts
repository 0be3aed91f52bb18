import type { Fault } from '../../simulator/faults.ts'
import { planFor } from '../../simulator/jobs/examples.ts'
import { expectWaited, onePollEach, type Scene, useAction } from '../support/action.ts'
import { expectFiles, expectNoFiles } from '../support/action-files.ts'
import { rawResponse } from '../support/server.ts'

const action = useAction()
const pending = '{"status":"IN_PROGRESS"}'
const chunked = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n'

/** A step with a token, so that its first request is the one for the status, and what becomes of each request. */
const failing = (faults: readonly Fault[], rest?: Fault): Pick<Scene, 'inputs' | 'prepare'> => ({
  inputs: ({ simulator }) => ({ token: simulator.issueToken(), username: '', password: '' }),
  prepare: ({ simulator }) => simulator.inject({ path: /^/, faults, ...(rest && { rest }) }),
})

const raw = (bytes: string, more: Pick<Extract<Fault, { kind: 'raw' }>, 'repeat' | 'end'> = {}): Fault => ({
  kind: 'raw',
  bytes,
  ...more,
})

interface Trouble {
  readonly title: string
  readonly fault: Fault
  readonly says: RegExp
}

const TIMES_OUT = /did not answer within 30 s/

/** What one answer in the middle of the wait may suffer, and how the log tells it. */
const TROUBLES: readonly Trouble[] = [
  {
    title: 'N05 a reset before the head',
    fault: { kind: 'reset' },
    says: /the connection was cut/,
  },
  {
    title: 'N06 an orderly end before the head',
    fault: { kind: 'truncate' },
    says: /the connection was cut/,
  },
  {
    title: 'N07 a reset in the middle of the JSON',
    fault: raw('HTTP/1.1 200 OK\r\ncontent-length: 90\r\n\r\n{"status":"COMPL', { end: 'reset' }),
    says: /was cut short/,
  },
  {
    title: 'N07 an end in the middle of the JSON',
    fault: raw('HTTP/1.1 200 OK\r\ncontent-length: 90\r\n\r\n{"status":"COMPL'),
    says: /was cut short/,
  },
  { title: 'N08 no answer at all', fault: { kind: 'stall' }, says: TIMES_OUT },
  {
    title: 'N09 a head and then silence',
    fault: raw('HTTP/1.1 200 OK\r\ncontent-length: 90\r\n\r\n', { end: 'never' }),
    says: TIMES_OUT,
  },
  {
    title: 'N10 a body that drips',
    fault: raw('HTTP/1.1 200 OK\r\ncontent-length: 99999\r\n\r\n', { repeat: ' ' }),
    says: TIMES_OUT,
  },
  {
    title: 'N11 a head that drips',
    fault: raw('HTTP/1.1 200 OK\r\nx-slow: ', { repeat: 'x' }),
    says: TIMES_OUT,
  },
  {
    title: 'N12 bytes that are not HTTP',
    fault: raw('SSH-2.0-OpenSSH_9.9\r\n'),
    says: /something that HTTP does not allow/,
  },
  {
    title: 'N13 a header of 20 KB',
    fault: raw(rawResponse(pending, [`x-long: ${'x'.repeat(20_000)}`])),
    says: /HPE_HEADER_OVERFLOW/,
  },
  {
    title: 'N13 headers without end',
    fault: raw('HTTP/1.1 200 OK\r\n', { repeat: `x-more: ${'x'.repeat(4000)}\r\n` }),
    says: /HPE_HEADER_OVERFLOW/,
  },
  {
    title: 'N14 two lengths',
    fault: raw(rawResponse(pending, ['content-length: 24', 'content-length: 2'])),
    says: /something that HTTP does not allow/,
  },
  {
    title: 'N14 a length beside chunks',
    fault: raw(rawResponse(pending, ['content-length: 24', 'transfer-encoding: chunked'])),
    says: /something that HTTP does not allow/,
  },
  {
    title: 'N15 chunks without the last one',
    fault: raw(`${chunked}18\r\n${pending}\r\n`),
    says: /was cut short/,
  },
  {
    title: 'N16 an upgrade that nobody asked for',
    fault: raw('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n', {
      end: 'never',
    }),
    says: TIMES_OUT,
  },
]

test.each(TROUBLES)('$title is asked again, and never green by itself', async ({ fault, says }) => {
  const run = await action.play({
    plan: onePollEach(planFor('vmware', 'succeeded')),
    factor: 40,
    ...failing([{ kind: 'pass' }, fault]),
  })
  await expectFiles(run)
  expect(run.result.log).toMatch(says)
  expect(run.result.log).toMatch(/^Recovered after /m)
  expect(run.result.outputs).toMatchObject({ status: 'succeeded', polls: '4' })
})

test.each([
  ['N12', 'garbage', raw('HTTP/9 yes\r\n\r\n')],
  ['N14', 'a negative length', raw(rawResponse(pending, ['content-length: -1']))],
] as const)('%s %s for ever ends the wait at the third answer', async (_, __, fault) => {
  const run = await action.play({ plan: planFor('vmware', 'succeeded'), factor: 20, ...failing([], fault) })
  expect(run.result.outputs).toMatchObject({ 'failure-code': 'protocol', polls: '3' })
  expectNoFiles(run)
})

test('N09 a refusal whose reason never comes is told by its status within seconds', async () => {
  const fault = raw('HTTP/1.1 403 Forbidden\r\ncontent-length: 90\r\n\r\n{', { end: 'never' })
  const run = await action.play({ plan: planFor('vmware', 'succeeded'), factor: 10, ...failing([fault]) })
  expect(run.result.outputs).toMatchObject({ 'failure-code': 'forbidden', polls: '1' })
  expect(run.error).toContain('answered HTTP 403.')
  expectWaited(run, [4.5, 25])
})

test('N17 informational answers before the real one are passed over', async () => {
  const early = 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n'
  const failed = '{"status":"FAILED","error":{"message":"example of a reason"}}'
  const fault = raw(early + rawResponse(failed))
  const run = await action.play({ plan: planFor('vmware', 'succeeded'), ...failing([fault]) })
  expect(run.result.outputs).toMatchObject({ 'failure-code': 'export-failed', polls: '1' })
  expect(run.error).toContain('example of a reason')
})

test('N01 a host that nobody knows is told within a quarter of a minute', async () => {
  const run = await action.play({
    plan: planFor('vmware', 'succeeded'),
    // Look-ups take time of the machine, which counts so many times.
    factor: 10,
    inputs: { 'api-url': 'https://vcf.invalid' },
  })
  expect(run.result.outputs).toMatchObject({ 'failure-code': 'network', 'provider-status': '' })
  expectWaited(run, [15, 40])
  expect(run.error).toMatch(
    /vcf\.invalid could not be reached: its name .+ Check api-url and the proxy settings/,
  )
})

test('N04 a server that restarts in the middle of the wait is found again', async () => {
  const playing = await action.start({
    plan: onePollEach(planFor('vmware', 'succeeded')),
    factor: 5,
    inputs: { 'poll-interval': '1s' },
  })
  await playing.step.untilLog(/^QUEUED/)
  const startAgain = await playing.simulator.stopApi()
  await playing.step.untilLog(/refused the connection/)
  await startAgain()
  const run = await playing.ended()
  await expectFiles(run)
  expect(run.result.log).toMatch(/^Recovered after /m)
})

test('N19 the API is at an IPv6 address', async () => {
  const run = await action.play({ plan: planFor('vmware', 'succeeded'), simulator: { address: '::1' } })
  await expectFiles(run)
  expect(run.simulator.apiUrl).toMatch(/^http:\/\/\[::1\]:/)
})

test('N22 each question has a connection of its own, so that none goes stale', async () => {
  const run = await action.play({
    plan: onePollEach(planFor('vmware', 'succeeded')),
    factor: 20,
    ...failing([]),
  })
  await expectFiles(run)
  // Three questions and the file.
  expect(run.simulator.requests.map(({ headers }) => headers.connection)).toEqual(Array(4).fill('close'))
})
