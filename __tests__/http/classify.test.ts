import type { SimulatedResponse } from '../../simulator/messages.ts'
import type { HttpResponse, Provider } from '../../src/providers/provider.ts'
import { pendingStatus } from '../../src/providers/response.ts'
import { sailpoint } from '../../src/providers/sailpoint.ts'
import { failureOf } from '../support/failure-of.ts'
import { useServer } from '../support/server.ts'
import { openSession, requestTo } from '../support/session.ts'

const serve = useServer()
const { signal } = new AbortController()
const LATER = { status: 302, headers: { location: '/later' }, body: '{"moved":true}' }

/** A session of a provider that classifies responses by their status. */
async function open(
  responses: readonly SimulatedResponse[],
  meanings: Record<number, 'verdict' | 'pending'>,
) {
  const server = await serve(responses)
  const classified: HttpResponse[] = []
  const provider: Provider = {
    ...sailpoint,
    classify(response, { url }) {
      expect(url).toContain(server.url)
      classified.push(response)
      return meanings[response.status]
    },
  }
  const session = openSession({ provider, apiUrl: server.url })
  return { server, session, classified }
}

const poll = async ({ server, session }: Awaited<ReturnType<typeof open>>) => {
  function* status() {
    const { status: code, json } = yield* requestTo(server.url)
    return { ...pendingStatus({ status: 0, headers: {}, json }), providerStatus: `seen ${code}` }
  }
  const { value } = await session.run(status(), signal, pendingStatus)
  return value.providerStatus
}

test.each<[number, SimulatedResponse]>([
  [504, { status: 504, body: '{"a":1}' }],
  [404, { status: 404, body: 'not JSON' }],
  [200, { status: 200, body: '' }],
  [204, { status: 204, body: '' }],
  [302, LATER],
])('a verdict hands the response %i to the exchange', async (status, response) => {
  const opened = await open([response], { [status]: 'verdict' })
  expect(await poll(opened)).toBe(`seen ${status}`)
  expect(opened.server.requests).toHaveLength(1)
})

test.each<[number, SimulatedResponse]>([
  [201, { status: 201, body: '' }],
  [202, { status: 202, body: '' }],
  [404, { status: 404, body: '{}' }],
  [302, LATER],
])('a pending %i is a good response of a job that is not done', async (status, response) => {
  const opened = await open([response], { [status]: 'pending' })
  expect(await poll(opened)).toBe(`HTTP ${status}`)
  expect(pendingStatus({ status, headers: {}, json: null })).toMatchObject({ phase: 'waiting', known: true })
})

test('without a meaning the general rules apply', async () => {
  const missing = await open([{ status: 404, body: '{"messages":[{"text":"No such job"}]}' }], {})
  const error = await failureOf(poll(missing))
  expect(error).toMatchObject({ code: 'not-found', message: expect.stringContaining('No such job') })
  expect(missing.classified).toMatchObject([{ status: 404, json: { messages: [{ text: 'No such job' }] } }])
  const moved = await open([LATER, { status: 200, body: '{}' }], {})
  expect(await poll(moved)).toBe('seen 200')
  expect(moved.classified.map(({ status }) => status)).toEqual([302, 200])
})

test('a response can be pending only for a poll', async () => {
  const { server, session } = await open([{ status: 404, body: '{}' }], { 404: 'pending' })
  expect(await failureOf(session.run(requestTo(server.url), signal))).toMatchObject({ code: 'not-found' })
})
