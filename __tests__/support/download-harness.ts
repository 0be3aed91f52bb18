import { mkdtemp, readdir, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pLimit from 'p-limit'
import { createFaultQueue, type Fault } from '../../simulator/faults.ts'
import { contentOf } from '../../simulator/files/content.ts'
import type { RecordedRequest } from '../../simulator/messages.ts'
import { startServer } from '../../simulator/server.ts'
import { createObjectStore } from '../../simulator/store/object-store.ts'
import { downloadAll } from '../../src/download/download.ts'
import { DOWNLOAD_LIMITS, type DownloadLimits } from '../../src/download/limits.ts'
import type { DownloadPorts, LocalFile } from '../../src/download/task.ts'
import type { ExportEvent } from '../../src/exports/events.ts'
import type { ExportError } from '../../src/failures/export-error.ts'
import type { RemoteFile } from '../../src/providers/provider.ts'
import { plainOpen } from './plain-http.ts'
import { type VirtualClock, virtualClock } from './virtual-clock.ts'

/** A store, a folder and a clock for one test. */
export interface DownloadHarness {
  readonly store: HarnessStore
  readonly folder: string
  /** Pauses pass at once; the speed check waits for `measureSpeed`, because bytes arrive in real time. */
  readonly clock: VirtualClock
  /** Advances the clock to the next speed measurement. */
  measureSpeed(): void
  readonly events: readonly ExportEvent[]
  /** Aborts the download. */
  readonly abort: AbortController
  /** How often links were refreshed. */
  refreshes(): number
  /** A file of the store, with a signed link. */
  file(path: string, facts?: Partial<RemoteFile>): RemoteFile
  download(files: readonly RemoteFile[], options?: DownloadOptions): Promise<readonly LocalFile[]>
  /** The error of a failed download. */
  failure(files: readonly RemoteFile[], options?: DownloadOptions): Promise<ExportError>
  /** The files in the folder. */
  list(): Promise<readonly string[]>
  close(): Promise<void>
}

/** The object store of a harness. */
export interface HarnessStore {
  readonly requests: readonly RecordedRequest[]
  /** Stores bytes at a path. `headers` override the usual ones; undefined removes one. */
  put(path: string, bytes: Buffer, headers?: Readonly<Record<string, string | undefined>>): void
  /** Faults for the next requests to a path. */
  fail(path: string, ...faults: readonly Fault[]): void
}

/** What a test replaces. */
export interface DownloadOptions {
  readonly ports?: Partial<DownloadPorts>
  readonly limits?: DownloadLimits
  readonly folder?: string
  readonly root?: string
}

const MEASURE_MS = DOWNLOAD_LIMITS.windowMs / 12
const HOUR_MS = 3_600_000

async function startStore() {
  const requests: RecordedRequest[] = []
  const faults = createFaultQueue()
  let url = ''
  const store = createObjectStore(() => url, Date.now)
  const record = (request: RecordedRequest) => void requests.push(request)
  const server = await startServer({ name: 'store', handle: store.handle, faults, record, now: Date.now })
  url = server.url
  const controls: HarnessStore = {
    requests,
    put(path, bytes, headers = {}) {
      store.put({ name: path, content: contentOf(bytes), headers }, 's3', path)
    },
    fail: (path, ...next) => faults.add({ path, faults: next }),
  }
  return { ...controls, link: (path: string) => store.at(path, 's3').link(HOUR_MS).url, close: server.close }
}

/** Starts a harness; `close` stops the store and removes the folder. */
export async function downloadHarness(): Promise<DownloadHarness> {
  const store = await startStore()
  const base = await realpath(await mkdtemp(join(tmpdir(), 'download-')))
  const folder = join(base, 'files')
  const clock = virtualClock({ advance: 'on-sleep', holds: ms => ms === MEASURE_MS })
  const events: ExportEvent[] = []
  const abort = new AbortController()
  let refreshes = 0
  const download: DownloadHarness['download'] = (files, options = {}) => {
    const refresh = async () => {
      refreshes += 1
      return files
    }
    const emit = (event: ExportEvent) => events.push(event)
    const ports = {
      open: plainOpen,
      provider: { requestIds: [], hints: {} },
      random: () => 0,
      refresh,
      slots: pLimit(DOWNLOAD_LIMITS.parallelFiles),
      clock,
      emit,
      redact: (text: string) => text,
    }
    const { root } = options
    return downloadAll(
      { folder: options.folder ?? folder, files, ...(root !== undefined && { roots: [root] }) },
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
      url: store.link(path),
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
