/** How far a call of the artifact client has come. */
export type Phase = 'asking' | 'sending' | 'finalizing'

/** What the client told about one call. It reports progress and digests to the log only, so its lines are read. */
export interface ClientLog {
  readonly phase: Phase
  /** Bytes that reached the storage. */
  readonly sentBytes: number
  /** Hexadecimal SHA-256 of what was sent; empty until all of it was. */
  readonly digest: string
  /** Whether the client repeated a request, whose first try may have taken effect. */
  readonly repeated: boolean
  /** Files that the client left out of the archive, in its words; it goes on without them. */
  readonly warnings: readonly string[]
}

/** Nothing heard yet. */
export const EMPTY_LOG: ClientLog = {
  phase: 'asking',
  sentBytes: 0,
  digest: '',
  repeated: false,
  warnings: [],
}

interface Line {
  readonly pattern: RegExp
  read(match: RegExpExecArray, before: ClientLog): Partial<ClientLog>
}

// The words of @actions/artifact 6.2.1, which is pinned; a test uploads with the real client and compares.
const LINES: readonly Line[] = [
  { pattern: /^Beginning upload of artifact content/, read: () => ({ phase: 'sending' }) },
  { pattern: /^Uploaded bytes (\d+)/, read: ([, bytes]) => ({ sentBytes: Number(bytes) }) },
  {
    pattern: /^SHA256 digest of uploaded artifact is ([0-9a-f]{64})/,
    read: ([, digest = '']) => ({ digest }),
  },
  { pattern: /^Finalizing artifact upload/, read: () => ({ phase: 'finalizing' }) },
  { pattern: /^Attempt \d+ of \d+ failed/, read: () => ({ repeated: true }) },
  {
    pattern: /^::(?:warning|error)::(.*zip (?:creation|file).*)/,
    read: ([, words = ''], { warnings: complaints }) => ({ warnings: [...complaints, words] }),
  },
]

/** What is known after one more line. */
export function follow(before: ClientLog, line: string): ClientLog {
  for (const { pattern, read } of LINES) {
    const match = pattern.exec(line)
    if (match !== null) return { ...before, ...read(match, before) }
  }
  return before
}

/** Milliseconds until the client asks again and why, when a line says that a request failed. */
export function readRepeat(
  line: string,
): { readonly reason: string; readonly retryInMs: number } | undefined {
  const match = /^Attempt \d+ of \d+ failed with error: (.*)\. Retrying request in (\d+) ms/s.exec(line)
  return match === null ? undefined : { reason: match[1] ?? '', retryInMs: Number(match[2]) }
}
