import { mkdtemp, readdir, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DownloadPorts } from '../../src/download/download.ts'
import { downloadAll } from '../../src/download/download.ts'
import { DOWNLOAD_LIMITS, type DownloadLimits } from '../../src/download/limits.ts'
import type { ExportError } from '../../src/errors.ts'
import type { LocalFile, ProgressEvent } from '../../src/events.ts'
import type { RemoteFile } from '../../src/providers/provider.ts'
import type { ObjectStore } from './object-store.ts'
import { startObjectStore } from './object-store.ts'
import { plainOpen } from './plain-open.ts'
import { type VirtualClock, virtualClock } from './virtual-clock.ts'

/** A store, a folder and a clock for one test. */
export interface DownloadBench {
  readonly store: ObjectStore
  readonly folder: string
  /** Pauses pass at once; the watch over the speed waits for `measureSpeed`, since bytes come in real time. */
  readonly clock: VirtualClock
  /** Lets the time between two measurements of the speed pass. */
  measureSpeed(): void
  readonly events: readonly ProgressEvent[]
  /** Aborts the download. */
  readonly abort: AbortController
  /** How often the provider was asked for fresh links. */
  refreshes(): number
  /** A file of the store, with a signed link. */
  file(path: string, facts?: Partial<RemoteFile>): RemoteFile
  download(files: readonly RemoteFile[], options?: DownloadOptions): Promise<readonly LocalFile[]>
  /** The error with which a download ends. */
  failure(files: readonly RemoteFile[], options?: DownloadOptions): Promise<ExportError>
  /** What lies in the folder. */
  list(): Promise<readonly string[]>
  close(): Promise<void>
}

const MEASURE_MS = DOWNLOAD_LIMITS.windowMs / 12

/** What a test replaces. */
export interface DownloadOptions {
  readonly ports?: Partial<DownloadPorts>
  readonly limits?: DownloadLimits
  readonly folder?: string
  readonly root?: string
}

/** Sets up a bench; `close` ends the store and removes the folder. */
export async function downloadBench(): Promise<DownloadBench> {
  const store = await startObjectStore()
  const base = await realpath(await mkdtemp(join(tmpdir(), 'download-')))
  const folder = join(base, 'files')
  const clock = virtualClock({ advance: 'on-sleep', holds: ms => ms === MEASURE_MS })
  const events: ProgressEvent[] = []
  const abort = new AbortController()
  let refreshes = 0
  const download: DownloadBench['download'] = (files, options = {}) => {
    const refresh = async () => {
      refreshes += 1
      return files.map(file => ({ ...file, url: `${file.url}&again=${refreshes}` }))
    }
    const tell = (event: ProgressEvent) => events.push(event)
    const ports = { open: plainOpen, refresh, clock, tell, redact: (text: string) => text }
    const { root } = options
    return downloadAll(
      { folder: options.folder ?? folder, files, ...(root !== undefined && { root }) },
      { ...ports, signal: abort.signal, ...options.ports },
      options.limits,
    )
  }
  return {
    store,
    folder,
    clock,
    measureSpeed: () => clock.advance(MEASURE_MS),
    events,
    abort,
    refreshes: () => refreshes,
    file: (path, facts) => ({
      url: `${store.url}${path}?signature=secret`,
      credential: 'none',
      stem: 'export',
      format: 'any',
      ...facts,
    }),
    download,
    failure: (files, options) =>
      download(files, options).then(
        () => Promise.reject(new Error('the download succeeded')),
        (error: ExportError) => error,
      ),
    list: () => readdir(folder),
    async close() {
      await store.close()
      await rm(base, { recursive: true, force: true })
    },
  }
}
