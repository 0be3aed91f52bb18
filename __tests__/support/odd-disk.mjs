// Preloaded with `node --import`: a disk that takes DISK_BYTES bytes of what is written in batches, and then says DISK_CODE;
// and one that refuses the calls of DISK_REFUSALS, each of them a name, a pattern of a path and a code.
import { createRequire, syncBuiltinESMExports } from 'node:module'
import { devNull } from 'node:os'

const promises = createRequire(import.meta.url)('node:fs/promises')
const { DISK_BYTES, DISK_CODE, DISK_REFUSALS = '[]' } = process.env
const file = await promises.open(devNull)
const prototype = Object.getPrototypeOf(file)
await file.close()

const refusal = (code, call) => Object.assign(new Error(`${code}: ${call}`), { code })

let leftBytes = Number(DISK_BYTES ?? Number.POSITIVE_INFINITY)
const { writev } = prototype
prototype.writev = async function (chunks, position) {
  if (leftBytes === 0) throw refusal(DISK_CODE, 'write')
  const bytes = Buffer.concat(chunks).subarray(0, leftBytes)
  leftBytes -= bytes.length
  const { bytesWritten } = await writev.call(this, [bytes], position)
  return { bytesWritten, buffers: chunks }
}

for (const [call, pattern, code] of JSON.parse(DISK_REFUSALS)) {
  const real = promises[call]
  promises[call] = async (...given) => {
    if (given.some(path => typeof path === 'string' && new RegExp(pattern).test(path)))
      throw refusal(code, call)
    return real(...given)
  }
}
syncBuiltinESMExports()
