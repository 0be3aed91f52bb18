import { writeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { ExportError, toExportError } from '../failures/export-error.ts'

/** Windows raises SIGBREAK instead of SIGTERM. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGBREAK', 'SIGHUP'] as const

/** With the two limits below, the step ends within a second of the first signal. A runner kills it after 7.5 s. */
const GRACE_MS = 700

/** Limits the last resort, which may be blocked by the same thing as the normal exit. */
const LAST_RESORT_MS = 200

/** On a healthy machine the work of the thread pool finishes within this time. */
const THREAD_WORK_MS = 50

/** One stop may send several signals: one to the process and one to its group. */
const SAME_STOP_MS = 250

const NO_RESULT =
  '::error::The action ended without a result. This is a bug in the action: please report it.\n'

/** File system calls and name lookups, which run in the thread pool. */
const THREAD_WORK = /^(FSReq|GetAddrInfoReq|GetNameInfoReq)/

function hasThreadWork(): boolean {
  return process.getActiveResourcesInfo().some(name => THREAD_WORK.test(name))
}

/** `process.exit` waits for the thread pool, which a disk or a name server that no longer responds blocks indefinitely. */
function exitNow(exitCode: number): void {
  if (exitCode !== 0 && hasThreadWork()) process.kill(process.pid, 'SIGKILL')
  process.exit(exitCode)
}

/**
 * Installs handlers for signals, uncaught errors and the end of the process. A signal to the process or an uncaught error
 * aborts `signal`, and its reason is an `ExportError`: the normal exit then reports the state so far. If that takes too long,
 * `lastResort` reports it. `finish` ends the process after all output has been written, even if sockets are open. A process
 * that ends without `finish` fails; otherwise a lost promise would let the event loop drain and the step succeed.
 */
export function installProcessHandlers(lastResort: (error: ExportError) => Promise<void>): {
  readonly signal: AbortSignal
  finish(exitCode: number): Promise<void>
} {
  const stop = new AbortController()
  let isFinished = false
  let isSameStop = true
  const finish = async (exitCode: number): Promise<void> => {
    isFinished = true
    process.exitCode = exitCode
    // The callback is also called if the reader has closed the pipe.
    await Promise.all(
      [process.stdout, process.stderr].map(
        stream => new Promise<void>(resolve => stream.write('', () => resolve())),
      ),
    )
    if (hasThreadWork()) await sleep(THREAD_WORK_MS)
    exitNow(exitCode)
  }
  const abort = (error: ExportError) => {
    if (isFinished || stop.signal.aborted) return
    stop.abort(error)
    setTimeout(() => {
      if (!isFinished)
        void Promise.race([lastResort(error), sleep(LAST_RESORT_MS)])
          .catch(() => writeSync(1, NO_RESULT))
          .finally(() => finish(1))
    }, GRACE_MS)
  }
  for (const name of SIGNALS)
    process.on(name, () => {
      if (!isSameStop) exitNow(1)
      setTimeout(() => {
        isSameStop = false
      }, SAME_STOP_MS)
      abort(
        new ExportError(
          'aborted',
          `The step was ended by ${name}: it was cancelled, or timeout-minutes had passed.`,
        ),
      )
    })
  for (const event of ['uncaughtException', 'unhandledRejection'])
    process.on(event, error => abort(toExportError(error)))
  // Without a listener, a closed pipe is an uncaught error, whose report goes to the same pipe.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  process.on('exit', () => {
    if (isFinished || stop.signal.aborted) return
    process.exitCode = 1
    writeSync(1, NO_RESULT)
  })
  return { signal: stop.signal, finish }
}
