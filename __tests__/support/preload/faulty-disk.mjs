// Preloaded with `node --import`: after DISK_BYTES bytes, batched writes fail with DISK_CODE. The calls of DISK_FAULTS fail:
// each is a function name, a path pattern, a code, how often it fails, and how many calls succeed before. The code HANGS
// never returns, LATE returns after 3 s, and SIGTERM returns once the process has received that signal.
import { execFileSync } from 'node:child_process'
import { createRequire, syncBuiltinESMExports } from 'node:module'
import { devNull } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const promises = createRequire(import.meta.url)('node:fs/promises')
const { DISK_BYTES, DISK_CODE, DISK_FAULTS = '[]' } = process.env
const { open } = promises
const file = await open(devNull)
const prototype = Object.getPrototypeOf(file)
await file.close()

const failure = (code, call) => Object.assign(new Error(`${code}: ${call}`), { code })

let pipes = 0

// A pipe without a writer holds a thread of the process as a lost network share does. Windows has no such pipes.
function hang() {
  if (process.platform === 'win32') return new Promise(() => setInterval(() => undefined, 1e6))
  const pipe = join(process.env.RUNNER_TEMP, `pipe-${++pipes}`)
  execFileSync('mkfifo', [pipe])
  return open(pipe, 'r')
}

function receiveSignal() {
  const { promise, resolve } = Promise.withResolvers()
  process.once('SIGTERM', resolve)
  process.kill(process.pid, 'SIGTERM')
  return promise
}

let leftBytes = Number(DISK_BYTES ?? Number.POSITIVE_INFINITY)
const { writev } = prototype
prototype.writev = async function (chunks, position) {
  if (leftBytes === 0) throw failure(DISK_CODE, 'write')
  const bytes = Buffer.concat(chunks).subarray(0, leftBytes)
  leftBytes -= bytes.length
  const { bytesWritten } = await writev.call(this, [bytes], position)
  return { bytesWritten, buffers: chunks }
}

for (const [call, pattern, code, times = Number.POSITIVE_INFINITY, succeeding = 0] of JSON.parse(
  DISK_FAULTS,
)) {
  let left = times
  let successes = succeeding
  const real = promises[call]
  promises[call] = async (...parameters) => {
    const isAffected = parameters.some(path => typeof path === 'string' && new RegExp(pattern).test(path))
    if (!isAffected || left === 0 || successes-- > 0) return real(...parameters)
    left -= 1
    if (code === 'HANGS') return hang()
    if (code === 'SIGTERM') await receiveSignal()
    else if (code === 'LATE') await sleep(3000)
    else throw failure(code, call)
    return real(...parameters)
  }
}
syncBuiltinESMExports()
