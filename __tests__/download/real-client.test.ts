import { createHash, randomBytes } from 'node:crypto'
import { type Fault, respond } from '../../simulator/faults.ts'
import { createAddressGuard } from '../../src/http/addresses.ts'
import { createSend } from '../../src/http/client.ts'
import type { OpenFile } from '../../src/http/session.ts'
import { downloadHarness } from '../support/download-harness.ts'

test('D01 D10 D14 D18 the real client recovers from one fault after another', async () => {
  const harness = await downloadHarness()
  try {
    const bytes = randomBytes(4_000_000)
    harness.store.put('/a', bytes)
    const faults: readonly Fault[] = [
      { kind: 'truncate', afterBytes: 1_000_000 },
      { kind: 'reset', afterBytes: 500_000 },
      respond(503),
      respond(403),
      { kind: 'stall', afterBytes: 100_000 },
    ]
    harness.store.fail('/a', ...faults)
    const send = createSend({
      userAgent: 'test',
      addresses: createAddressGuard(new URL(harness.file('/a').url)),
    })
    const open: OpenFile = (file, headers, signal) =>
      send({ method: 'GET', url: new URL(file.url), headers }, signal)
    const download = harness.download([harness.file('/a', { size: bytes.length })], { ports: { open } })
    while (harness.store.requests.length <= faults.length) {
      harness.measureSpeed()
      await new Promise(resolve => setTimeout(resolve, 1))
    }
    const [file] = await download
    expect(file?.sha256).toBe(createHash('sha256').update(bytes).digest('hex'))
    expect(harness.store.requests.map(({ sent }) => sent.status)).toEqual([200, 206, 503, 403, 206, 206])
    expect(harness.refreshes()).toBe(1)
  } finally {
    await harness.close()
  }
})
