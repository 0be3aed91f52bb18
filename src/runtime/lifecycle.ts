import { writeSync } from 'node:fs'
import { ExportError, toExportError } from '../failures/export-error.ts'

/** The life of the step's process. */
export interface Lifecycle {
  /** Aborts at a signal to the process or an uncaught error; its reason is an `ExportError`. */
  readonly signal: AbortSignal
  /** Ends the process once everything that was printed has left it; open sockets cannot keep it. */
  finish(exitCode: number): Promise<void>
}

/** Windows raises SIGBREAK where the others raise SIGTERM. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGBREAK', 'SIGHUP'] as const

/** The step is to be gone within a second of the first signal; a runner kills after 7.5. */
const GRACE_MS = 700

/** What the ordinary way out is stuck on may hold the last resort as well. */
const LAST_RESORT_MS = 200

/** What the threads of a healthy machine are at has ended by then. */
const ALMOST_DONE_MS = 50

/** A stop may come as several signals, one to the process and one to its group. */
const SAME_STOP_MS = 250

const LOST = '::error::The action ended without a result. This is a defect of the action: please report it.\n'

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise(resolve => {
    stream.write('', () => resolve())
  })
}

function sleep(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms))
}

/** What runs in the thread pool: work on disks and the resolver. */
const THREAD_WORK = /^(FSReq|GetAddrInfoReq|GetNameInfoReq)/

function isHeld(): boolean {
  return process.getActiveResourcesInfo().some(name => THREAD_WORK.test(name))
}

/** The end of a process waits for its threads, and a disk or a resolver that answers no more holds them for ever. */
function exit(exitCode: number): void {
  if (exitCode !== 0 && isHeld()) process.kill(process.pid, 'SIGKILL')
  process.exit(exitCode)
}

async function leave(exitCode: number): Promise<void> {
  process.exitCode = exitCode
  // Also settles when the reader has gone away.
  await Promise.all([flushed(process.stdout), flushed(process.stderr)])
  if (isHeld()) await sleep(ALMOST_DONE_MS)
  exit(exitCode)
}

function ended(name: NodeJS.Signals): ExportError {
  return new ExportError(
    'aborted',
    `The step was ended by ${name}: it was cancelled, or timeout-minutes had passed.`,
  )
}

/**
 * Takes over signals, uncaught errors and the end of the process. What ends the step from outside aborts the signal, so
 * that the ordinary way out tells what was achieved; `lastResort` tells when that way is stuck. Whatever does not end by
 * `finish` is red: a lost promise would otherwise drain the event loop and end in a green step.
 */
export function takeOver(lastResort: (error: ExportError) => Promise<void>): Lifecycle {
  const abort = new AbortController()
  let isFinished = false
  let isOtherStop = false
  const finish = (exitCode: number): Promise<void> => {
    isFinished = true
    return leave(exitCode)
  }
  const end = (error: ExportError) => {
    if (isFinished || abort.signal.aborted) return
    abort.abort(error)
    setTimeout(() => {
      isOtherStop = true
    }, SAME_STOP_MS)
    setTimeout(() => {
      if (!isFinished) void Promise.race([lastResort(error), sleep(LAST_RESORT_MS)]).finally(() => finish(1))
    }, GRACE_MS)
  }
  for (const name of SIGNALS)
    process.on(name, () => {
      if (isOtherStop) exit(1)
      end(ended(name))
    })
  process.on('uncaughtException', error => end(toExportError(error)))
  process.on('unhandledRejection', error => end(toExportError(error)))
  // Without a listener a closed pipe is an uncaught error, whose report goes to the same pipe.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  process.on('exit', () => {
    if (isFinished || abort.signal.aborted) return
    process.exitCode = 1
    writeSync(1, LOST)
  })
  return { signal: abort.signal, finish }
}
