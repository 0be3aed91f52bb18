import { createHash, randomBytes } from 'node:crypto'
import { createAddressGuard } from '../../src/http/addresses.ts'
import { createSend } from '../../src/http/client.ts'
import type { OpenFile } from '../../src/http/session.ts'
import { downloadBench } from '../support/download-bench.ts'
import { answer, cutAfter, resetAfter, stallAfter } from '../support/object-store.ts'

test('D01 D10 D14 D18 the real client recovers from one fault after another', async () => {
  const bench = await downloadBench()
  try {
    const bytes = randomBytes(4_000_000)
    bench.store.put('/a', bytes)
    const faults = [cutAfter(1_000_000), resetAfter(500_000), answer(503), answer(403), stallAfter(100_000)]
    bench.store.script('/a', ...faults)
    const send = createSend({ userAgent: 'test', addresses: createAddressGuard(new URL(bench.store.url)) })
    const open: OpenFile = (file, headers, signal) =>
      send({ method: 'GET', url: new URL(file.url), headers }, signal)
    const download = bench.download([bench.file('/a', { size: bytes.length })], { ports: { open } })
    while (bench.store.requests.length <= faults.length) {
      bench.clock.look()
      await new Promise(resolve => setTimeout(resolve, 1))
    }
    const [file] = await download
    expect(file?.sha256).toBe(createHash('sha256').update(bytes).digest('hex'))
    expect(bench.store.requests.map(({ status }) => status)).toEqual([200, 206, 503, 403, 206, 206])
    expect(bench.refreshes()).toBe(1)
  } finally {
    await bench.close()
  }
})
