import { createHash, randomBytes } from 'node:crypto'
import { type Fault, respond } from '../../simulator/faults.ts'
import { createAddressGuard } from '../../src/http/addresses.ts'
import { createSend } from '../../src/http/client.ts'
import type { OpenFile } from '../../src/http/session.ts'
import { downloadHarness } from '../support/download-harness.ts'

test('D01 D10 D14 D18 the real client recovers from one fault after another', async () => {
  const bench = await downloadHarness()
  try {
    const bytes = randomBytes(4_000_000)
    bench.store.put('/a', bytes)
    const faults: readonly Fault[] = [
      { kind: 'truncate', afterBytes: 1_000_000 },
      { kind: 'reset', afterBytes: 500_000 },
      respond(503),
      respond(403),
      { kind: 'stall', afterBytes: 100_000 },
    ]
    bench.store.fail('/a', ...faults)
    const send = createSend({
      userAgent: 'test',
      addresses: createAddressGuard(new URL(bench.file('/a').url)),
    })
    const open: OpenFile = (file, headers, signal) =>
      send({ method: 'GET', url: new URL(file.url), headers }, signal)
    const download = bench.download([bench.file('/a', { size: bytes.length })], { ports: { open } })
    while (bench.store.requests.length <= faults.length) {
      bench.measureSpeed()
      await new Promise(resolve => setTimeout(resolve, 1))
    }
    const [file] = await download
    expect(file?.sha256).toBe(createHash('sha256').update(bytes).digest('hex'))
    expect(bench.store.requests.map(({ sent }) => sent.status)).toEqual([200, 206, 503, 403, 206, 206])
    expect(bench.refreshes()).toBe(1)
  } finally {
    await bench.close()
  }
})
