import { writeSync } from 'node:fs'
import { ExportError } from './errors.ts'

/** The life of the step's process. */
export interface Lifecycle {
  /** Aborts at the first signal to the process; its reason is an `ExportError` with the code `aborted`. */
  readonly signal: AbortSignal
  /** Ends the process once everything that was printed has left it; open sockets cannot keep it. */
  finish(exitCode: number): Promise<void>
}

/** Windows raises SIGBREAK where the others raise SIGTERM. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGBREAK', 'SIGHUP'] as const

/** A runner that was not listened to within 7.5 s kills; the step is to be gone within one second of the first signal. */
const GRACE_MS = 900

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise(resolve => {
    stream.write('', () => resolve())
    // A reader that has gone away never takes the rest.
    setTimeout(resolve, GRACE_MS).unref()
  })
}

/**
 * Takes over signals, uncaught errors and the end of the process. Whatever was not finished by `finish` is red: a lost
 * promise would otherwise drain the event loop and end in a green step.
 */
export function takeOver(onUncaught: (error: unknown) => Promise<void>): Lifecycle {
  const abort = new AbortController()
  let isFinished = false
  const finish = async (exitCode: number) => {
    isFinished = true
    process.exitCode = exitCode
    await Promise.all([flushed(process.stdout), flushed(process.stderr)])
    process.exit(exitCode)
  }
  const onSignal = (name: NodeJS.Signals) => {
    if (abort.signal.aborted) process.exit(1)
    setTimeout(() => process.exit(1), GRACE_MS)
    abort.abort(
      new ExportError(
        'aborted',
        `The step was ended by ${name}: it was cancelled or ran into timeout-minutes.`,
        {
          hint: 'A re-run with the same export-id attaches to the same job.',
        },
      ),
    )
  }
  for (const name of SIGNALS) process.on(name, onSignal)
  const onError = (error: unknown) => {
    if (!isFinished) void onUncaught(error).finally(() => finish(1))
  }
  process.on('uncaughtException', onError)
  process.on('unhandledRejection', onError)
  // Without a listener a closed pipe is an uncaught error, whose report goes to the same pipe.
  process.stdout.on('error', () => undefined)
  process.stderr.on('error', () => undefined)
  process.on('exit', () => {
    if (isFinished || abort.signal.aborted) return
    process.exitCode = 1
    writeSync(
      1,
      '::error::The action ended without a result. This is a defect of the action: please report it.\n',
    )
  })
  return { signal: abort.signal, finish }
}
