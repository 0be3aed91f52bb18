import { AsyncLocalStorage } from 'node:async_hooks'
import type { Emit, Retry } from '../failures/events.ts'
import { raceAbort } from '../runtime/deadline.ts'
import { explainFailure } from './failure.ts'

/** What the artifact client logged during one call. It reports progress and digests only in its log. */
export interface ClientLog {
  /** Bytes that the storage has accepted. */
  uploadedBytes: number
  /** Hexadecimal SHA-256 of the uploaded bytes; empty until the upload to the storage is complete. */
  digest: string
  /** Whether the client has asked the service to finalize the artifact. */
  isFinalizing: boolean
  /** Whether the client has repeated a request; the first one may have taken effect. */
  hasRetried: boolean
  /** Whether the client left a file out of the archive; it only warns about that. */
  lacksFile: boolean
}

/**
 * Makes one call of the artifact client, reads its log instead of printing it, and reports its retries. Rejects only when the
 * signal aborts, with its reason: the client cannot be cancelled, so the call is abandoned. Calls must not overlap.
 */
export async function callClient<T>(
  call: () => Promise<T>,
  { emit, signal }: { readonly emit: Emit<Retry>; readonly signal: AbortSignal },
): Promise<{ readonly log: ClientLog; readonly result: PromiseSettledResult<T> }> {
  signal.throwIfAborted()
  const log: ClientLog = {
    uploadedBytes: 0,
    digest: '',
    isFinalizing: false,
    hasRetried: false,
    lacksFile: false,
  }
  const settled = Promise.allSettled([captureStdout(call, text => readLog(text, log, emit))])
  const [result] = await raceAbort(settled, signal)
  return { log, result }
}

/** The messages of @actions/artifact 6.2.1, which is pinned. A test uploads with the real client and compares. */
function readLog(text: string, log: ClientLog, emit: Emit<Retry>): void {
  const [, uploadedBytes] = /^Uploaded bytes (\d+)/.exec(text) ?? []
  if (uploadedBytes) log.uploadedBytes = Number(uploadedBytes)
  const [, digest] = /^SHA256 digest of uploaded artifact is ([0-9a-f]{64})/.exec(text) ?? []
  if (digest) log.digest = digest
  if (text.startsWith('Finalizing artifact upload')) log.isFinalizing = true
  if (/^::(?:warning|error)::.*zip (?:creation|file)/.test(text)) log.lacksFile = true
  const retry = /^Attempt (\d+) of \d+ failed with error: (.*)\. Retrying request in (\d+) ms/s.exec(text)
  if (!retry) return
  const [, attempt, reason, retryInMs] = retry
  log.hasRetried = true
  const error = explainFailure(new Error(reason))
  emit({ kind: 'retry', subject: 'upload', error, retryInMs: Number(retryInMs), count: Number(attempt) })
}

/** Whether the current code was started by a captured call. */
const isCaptured = new AsyncLocalStorage<boolean>()

/** The toolkit escapes line breaks, so a mask is exactly one line. The runner must receive it before any other output. */
const MASK_COMMAND = /^::add-mask::[^\r\n]*\r?\n$/

/** Passes to `read` what `call` and everything that it starts write to stdout, except masks. Other output is still printed. */
async function captureStdout<T>(call: () => Promise<T>, read: (text: string) => void): Promise<T> {
  const { stdout } = process
  const { write } = stdout
  stdout.write = ((...args: Parameters<typeof write>): boolean => {
    const text = String(args[0])
    if (!isCaptured.getStore() || MASK_COMMAND.test(text)) return write.apply(stdout, args)
    // `read` may print, which must not be captured.
    isCaptured.run(false, read, text)
    return true
  }) as typeof write
  try {
    return await isCaptured.run(true, call)
  } finally {
    stdout.write = write
  }
}
