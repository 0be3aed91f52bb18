import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { get, type IncomingMessage } from 'node:http'

/** Bytes gathered before a write. */
const BATCH_BYTES = 256 * 1024

// Reads a body and drops it, computes its digest, writes it to a file, or both.
const [url = '', work = '', path = ''] = process.argv.slice(2)
const message = await new Promise<IncomingMessage>((resolve, reject) => {
  get(url, { agent: false }, resolve).on('error', reject)
})
const hash = work.includes('digest') ? createHash('sha256') : undefined
const file = work.includes('write') ? await open(path, 'w') : undefined
let batch: Uint8Array[] = []
let batched = 0
for await (const chunk of message as AsyncIterable<Uint8Array>) {
  hash?.update(chunk)
  if (!file) continue
  batch.push(chunk)
  batched += chunk.length
  if (batched < BATCH_BYTES) continue
  await file.writev(batch)
  batch = []
  batched = 0
}
if (batch.length > 0) await file?.writev(batch)
await file?.close()
if (hash) process.stdout.write(`${hash.digest('hex')}\n`)
