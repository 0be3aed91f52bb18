import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'

/** What a process writes to its standard output and standard error. */
export interface StepLog {
  /** Everything so far, unchanged. */
  text(): string
  /** Resolves with the first matching line, including earlier ones; rejects if the log ends without one. */
  until(pattern: RegExp): Promise<string>
}

type Listener = (line: string | undefined) => void

/** Reads both streams of a process; `onLine` is called with each line. */
export function readLog(child: ChildProcess, onLine: (line: string) => void = () => {}): StepLog {
  const chunks: string[] = []
  const lines: string[] = []
  const listeners = new Set<Listener>([line => line !== undefined && onLine(line)])
  let hasEnded = false
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue
    stream.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk))
    createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on('line', line => {
      lines.push(line)
      for (const listener of listeners) listener(line)
    })
  }
  child.once('close', () => {
    hasEnded = true
    for (const listener of listeners) listener(undefined)
  })
  return {
    text: () => chunks.join(''),
    until: pattern =>
      new Promise((resolve, reject) => {
        const listener: Listener = line => {
          if (line !== undefined && !pattern.test(line)) return
          listeners.delete(listener)
          if (line === undefined)
            reject(new Error(`The step ended without a log line that matches ${pattern}.`))
          else resolve(line)
        }
        listeners.add(listener)
        const known = lines.find(line => pattern.test(line))
        if (known !== undefined || hasEnded) listener(known)
      }),
  }
}
