import type { Socket } from 'node:net'
import { planFor } from '../../simulator/jobs/examples.ts'
import { expectWaited, oneLookEach, type Scene, useAction } from '../support/action.ts'
import { expectFiles, expectNoFiles } from '../support/action-files.ts'
import type { Conduct, Front } from '../support/front.ts'
import { useFront } from '../support/front.ts'
import { rawAnswer } from '../support/raw-server.ts'

const action = useAction()
const startFront = useFront()
const pending = '{"status":"IN_PROGRESS"}'
const chunked = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n'

/** Writes a text again and again until the peer has gone. */
function drip(socket: Socket, start: string, text: string): void {
  socket.write(start)
  const timer = setInterval(() => socket.write(text), 5)
  socket.on('close', () => clearInterval(timer))
}

/** A step that asks through the front, with a token: a login would count among its requests. */
const behind = (front: Front): Pick<Scene, 'inputs' | 'prepare'> => ({
  inputs: ({ simulator }) => ({
    'api-url': front.url,
    token: simulator.issueToken(),
    username: '',
    password: '',
  }),
  prepare: ({ simulator }) => front.passTo(simulator.apiUrl),
})

interface Trouble {
  readonly title: string
  readonly conduct: NonNullable<Conduct>
  readonly says: RegExp
}

const TIMES_OUT = /did not respond within 30 s/

/** What one answer in the middle of the wait may suffer, and how the log tells it. */
const TROUBLES: readonly Trouble[] = [
  {
    title: 'N05 a reset before the head',
    conduct: socket => socket.resetAndDestroy(),
    says: /the connection was cut/,
  },
  {
    title: 'N06 an orderly end before the head',
    conduct: socket => socket.end(),
    says: /the connection was cut/,
  },
  {
    title: 'N07 a reset in the middle of the JSON',
    conduct: socket =>
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 90\r\n\r\n{"status":"COMPL', () =>
        setTimeout(() => socket.resetAndDestroy(), 50),
      ),
    says: /was lost during the response/,
  },
  {
    title: 'N07 an end in the middle of the JSON',
    conduct: socket => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 90\r\n\r\n{"status":"COMPL'),
    says: /was lost during the response/,
  },
  { title: 'N08 no answer at all', conduct: () => undefined, says: TIMES_OUT },
  {
    title: 'N09 a head and then silence',
    conduct: socket => void socket.write('HTTP/1.1 200 OK\r\ncontent-length: 90\r\n\r\n'),
    says: TIMES_OUT,
  },
  {
    title: 'N10 a body that drips',
    conduct: socket => drip(socket, 'HTTP/1.1 200 OK\r\ncontent-length: 99999\r\n\r\n', ' '),
    says: TIMES_OUT,
  },
  {
    title: 'N11 a head that drips',
    conduct: socket => drip(socket, 'HTTP/1.1 200 OK\r\nx-slow: ', 'x'),
    says: TIMES_OUT,
  },
  {
    title: 'N12 bytes that are not HTTP',
    conduct: socket => socket.end('SSH-2.0-OpenSSH_9.9\r\n'),
    says: /an invalid HTTP response/,
  },
  {
    title: 'N13 a header of 20 KB',
    conduct: socket => socket.end(rawAnswer(pending, [`x-long: ${'x'.repeat(20_000)}`])),
    says: /HPE_HEADER_OVERFLOW/,
  },
  {
    title: 'N13 headers without end',
    conduct: socket => drip(socket, 'HTTP/1.1 200 OK\r\n', `x-more: ${'x'.repeat(4000)}\r\n`),
    says: /HPE_HEADER_OVERFLOW/,
  },
  {
    title: 'N14 two lengths',
    conduct: socket => socket.end(rawAnswer(pending, ['content-length: 24', 'content-length: 2'])),
    says: /an invalid HTTP response/,
  },
  {
    title: 'N14 a length beside chunks',
    conduct: socket => socket.end(rawAnswer(pending, ['content-length: 24', 'transfer-encoding: chunked'])),
    says: /an invalid HTTP response/,
  },
  {
    title: 'N15 chunks without the last one',
    conduct: socket => socket.end(`${chunked}18\r\n${pending}\r\n`),
    says: /was lost during the response/,
  },
  {
    title: 'N16 an upgrade that nobody asked for',
    conduct: socket =>
      void socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
    says: TIMES_OUT,
  },
]

test.each(TROUBLES)('$title is asked again, and never green by itself', async ({ conduct, says }) => {
  const front = await startFront(index => (index === 1 ? conduct : undefined))
  const run = await action.play({
    plan: oneLookEach(planFor('vmware', 'succeeded')),
    factor: 40,
    ...behind(front),
  })
  await expectFiles(run)
  expect(run.result.log).toMatch(says)
  expect(run.result.log).toMatch(/^Recovered after /m)
  expect(run.result.outputs).toMatchObject({ status: 'succeeded', polls: '4' })
})

test.each([
  ['N12', 'garbage', (socket: Socket) => socket.end('HTTP/9 yes\r\n\r\n')],
  ['N14', 'a negative length', (socket: Socket) => socket.end(rawAnswer(pending, ['content-length: -1']))],
] as const)('%s %s for ever ends the wait at the third answer', async (_, __, conduct) => {
  const front = await startFront(() => conduct)
  const run = await action.play({
    plan: planFor('snyk', 'succeeded'),
    factor: 20,
    inputs: { 'api-url': front.url },
  })
  expect(run.result.outputs).toMatchObject({ 'failure-code': 'protocol', polls: '3' })
  expectNoFiles(run)
})

test('N09 a refusal whose reason never comes is told by its status within seconds', async () => {
  const front = await startFront(
    () => socket => void socket.write('HTTP/1.1 403 Forbidden\r\ncontent-length: 90\r\n\r\n{'),
  )
  const run = await action.play({
    plan: planFor('vmware', 'succeeded'),
    factor: 10,
    inputs: { 'api-url': front.url, token: 'example-token', username: '', password: '' },
  })
  expect(run.result.outputs).toMatchObject({ 'failure-code': 'forbidden', polls: '1' })
  expect(run.error).toContain('returned HTTP 403.')
  expectWaited(run, [4.5, 25])
})

test('N17 informational answers before the real one are passed over', async () => {
  const early = 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n'
  const failed = '{"status":"FAILED","error":{"message":"example of a reason"}}'
  const front = await startFront(() => socket => socket.end(early + rawAnswer(failed)))
  const run = await action.play({
    plan: planFor('vmware', 'succeeded'),
    inputs: { 'api-url': front.url, token: 'example-token', username: '', password: '' },
  })
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
    /vcf\.invalid could not be reached: the host name .+ Check api-url and the proxy settings/,
  )
})

test('N04 a server that restarts in the middle of the wait is found again', async () => {
  const front = await startFront(() => undefined)
  const { port } = new URL(front.url)
  const playing = await action.start({
    plan: oneLookEach(planFor('vmware', 'succeeded')),
    factor: 5,
    inputs: { 'api-url': front.url, 'poll-interval': '1s' },
    prepare: ({ simulator }) => front.passTo(simulator.apiUrl),
  })
  await playing.step.untilLog(/^QUEUED/)
  await front.close()
  await playing.step.untilLog(/refused the connection/)
  const again = await startFront(() => undefined, { port: Number(port) })
  again.passTo(playing.simulator.apiUrl)
  const run = await playing.ended()
  await expectFiles(run)
  expect(run.result.log).toMatch(/^Recovered after /m)
})

test('N19 the API is at an IPv6 address', async () => {
  const front = await startFront(() => undefined, { address: '::1' })
  const run = await action.play({
    plan: planFor('vmware', 'succeeded'),
    inputs: { 'api-url': front.url },
    prepare: ({ simulator }) => front.passTo(simulator.apiUrl),
  })
  await expectFiles(run)
  expect(front.url).toMatch(/^http:\/\/\[::1\]:/)
})

test('N22 each question has a connection of its own, so that none goes stale', async () => {
  const front = await startFront(() => undefined)
  const run = await action.play({
    plan: oneLookEach(planFor('vmware', 'succeeded')),
    factor: 20,
    ...behind(front),
  })
  await expectFiles(run)
  // Three questions and the file.
  expect(front.heads).toHaveLength(4)
  for (const head of front.heads) expect(head).toMatch(/^connection: close\r$/im)
})
