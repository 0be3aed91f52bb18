import { randomBytes, randomUUID } from 'node:crypto'
import type { SimulatedFile } from '../files/content.ts'
import type { Handler, RecordedRequest, SimulatedResponse } from '../messages.ts'
import { checkLink, type StoreStyle, signLink, styleOf } from './links.ts'
import { storeRefusal } from './refusals.ts'
import { md5Of, rangedFile } from './serve-file.ts'

/** A signed link. */
export interface SignedLink {
  readonly url: string
  readonly expiresAt: Date
}

/** A stored object. */
export interface StoredObject {
  /** Path of the object at the store. */
  readonly path: string
  /** A new link, valid for `lifeMs` milliseconds (whole seconds); already expired if that is 0 or less. */
  link(lifeMs: number): SignedLink
}

/** An object store with signed links. */
export interface ObjectStore {
  readonly handle: Handler
  /** Stores a file, by default at a new path. */
  put(file: SimulatedFile, style: StoreStyle, path?: string): StoredObject
  /** The object at a path, which need not exist. */
  at(path: string, style: StoreStyle): StoredObject
}

const HOUR_MS = 3_600_000

/** Creates an empty store; `origin` is called when a link is signed. */
export function createObjectStore(origin: () => string, now: () => number): ObjectStore {
  const key = randomBytes(32)
  const files = new Map<string, SimulatedFile>()
  const at: ObjectStore['at'] = (path, style) => ({
    path,
    link(lifeMs) {
      const issuedAt = new Date(lifeMs > 0 ? now() : now() - HOUR_MS)
      const expiresAt = new Date(now() + lifeMs)
      return { url: signLink({ style, object: `${origin()}${path}`, issuedAt, expiresAt }, key), expiresAt }
    },
  })
  return {
    at,
    put(file, style, path = `/${randomUUID()}/${encodeURIComponent(file.name)}`) {
      files.set(path, file)
      return at(path, style)
    },
    handle(request) {
      const style = styleOf(request.url)
      if (hasOtherCredential(request)) return storeRefusal(style, 'credentials')
      const state = checkLink(request.url, key, now())
      if (state !== 'valid') return storeRefusal(style, state)
      const file = files.get(request.url.pathname)
      return file && request.method === 'GET' ? serve(file, request, style) : storeRefusal(style, 'missing')
    },
  }
}

/** The signature in the query is the only accepted credential; any other one is a leak. */
function hasOtherCredential(request: RecordedRequest): boolean {
  return ['authorization', 'x-api-key', 'cookie'].some(name => request.headers[name] !== undefined)
}

async function serve(
  file: SimulatedFile,
  request: RecordedRequest,
  style: StoreStyle,
): Promise<SimulatedResponse> {
  const md5 = await md5Of(file.content)
  return rangedFile(file, request, {
    'content-type': 'application/octet-stream',
    ...(md5 && style === 'gcs' ? { 'x-goog-hash': `md5=${md5}` } : {}),
    ...(md5 && style !== 'gcs' ? { 'content-md5': md5 } : {}),
  })
}
