// Preloaded with `node --import`: a disk that takes DISK_BYTES bytes of what is written in batches, and then says DISK_CODE.
import { open } from 'node:fs/promises'
import { devNull } from 'node:os'

const { DISK_BYTES, DISK_CODE } = process.env
const file = await open(devNull)
const prototype = Object.getPrototypeOf(file)
await file.close()

let leftBytes = Number(DISK_BYTES)
const { writev } = prototype
prototype.writev = async function (chunks, position) {
  if (leftBytes === 0) throw Object.assign(new Error(`${DISK_CODE}: write`), { code: DISK_CODE })
  const bytes = Buffer.concat(chunks).subarray(0, leftBytes)
  leftBytes -= bytes.length
  const { bytesWritten } = await writev.call(this, [bytes], position)
  return { bytesWritten, buffers: chunks }
}
