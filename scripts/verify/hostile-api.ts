import { createFaultQueue } from '../../simulator/faults.ts'
import type { SimulatedResponse } from '../../simulator/messages.ts'
import { type LoopbackServer, startServer } from '../../simulator/server.ts'
import { MAX_RESPONSE_BYTES } from '../../src/http/body.ts'

/** An API with hostile responses, and the inputs of a step that polls it. */
export interface HostileApi extends LoopbackServer {
  readonly inputs: Readonly<Record<string, string>>
}

/** Just below the response limit. */
const FULL = MAX_RESPONSE_BYTES - 4096

const job = (attributes: Readonly<Record<string, unknown>>) =>
  JSON.stringify({ data: { id: '', type: 'export', attributes } })

async function* endless(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('{"data":[')
  for (;;) yield Buffer.alloc(64 * 1024, '"x",')
}

/** Valid responses in rotation; `turn` makes each one unique. */
const PENDING: readonly ((turn: number) => string)[] = [
  () => job({ status: 'PENDING' }),
  turn => job({ status: `${turn}`.padEnd(100_000, 'PENDING') }),
  turn => job({ status: 'STARTED', text: `${turn}`.padEnd(FULL, 'x') }),
  turn => job({ status: 'STARTED', list: Array.from({ length: 49_000 }, (_, i) => (i + turn) % 10_000) }),
  turn => job({ status: `${turn}`, list: Array(24_900).fill({}) }),
  turn =>
    job({
      status: 'STARTED',
      ...Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`field ${turn} ${i}`, {}])),
    }),
]

/** Invalid responses in rotation. */
const BROKEN: readonly (() => NonNullable<SimulatedResponse['body']>)[] = [
  () => JSON.stringify({ data: 'x'.repeat(10_000_000) }),
  endless,
  () => '['.repeat(FULL / 2) + ']'.repeat(FULL / 2),
  () => `${'{"data":'.repeat(FULL / 9)}1${'}'.repeat(FULL / 9)}`,
  () => `{"data":"${'x'.repeat(FULL)}`,
  () => `[${'{},'.repeat(FULL / 3 - 4)}{}]`,
  () => `{"errors":[${'{"detail":"x"},'.repeat(60_000)}{}]}`,
]

function at<T>(list: readonly T[], index: number): T {
  return list[index % list.length] as T
}

function responseOf(turn: number): SimulatedResponse {
  const step = Math.floor(turn / 2)
  const body = turn % 2 === 0 ? at(PENDING, step)(step) : at(BROKEN, step)()
  // Every seventh is an error response; its body is searched for a reason.
  return { status: turn % 14 === 1 ? 503 : 200, headers: { 'content-type': 'application/json' }, body }
}

/** Serves Snyk's status endpoint with unique responses: 10 MB, endless, deeply nested, wide and malformed. */
export async function startHostileApi(): Promise<HostileApi> {
  let turn = 0
  const server = await startServer({
    name: 'api',
    handle: () => responseOf(turn++),
    faults: createFaultQueue([]),
    record: () => undefined,
    now: Date.now,
  })
  return {
    ...server,
    inputs: {
      provider: 'snyk',
      'api-url': server.url,
      'export-id': '94f572f3-f17d-4d8d-ac55-44a8a034a6a9',
      'org-id': '70ba96dd-160e-445c-adec-3fe070e1dea5',
      token: 'an-example-token',
    },
  }
}
