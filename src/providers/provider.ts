import type { AuthScheme } from './auth.ts'
import type { InputSpec } from './inputs.ts'

/** A request as a provider asks for it: the credential is symbolic and is attached by the session, at the API's origin only. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PATCH'
  /** Absolute URL. */
  readonly url: string
  /** Lower-case names; never a secret. */
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly credential: 'session' | 'none'
}

/** A whole 2xx answer, read within the limit of 4 MiB. */
export interface HttpResponse {
  readonly status: number
  /** Lower-case names; repeated fields joined by a comma. */
  readonly headers: Readonly<Record<string, string>>
  /** The body parsed as JSON. */
  readonly json: unknown
}

/** A conversation without effects: it yields requests and is handed 2xx answers; failures never reach it. */
export type Exchange<T> = Generator<HttpRequest, T, HttpResponse>

/** What a validated step asks for; an input that was not given is the empty string. */
export interface Target {
  /** Origin of the API without a trailing slash. */
  readonly apiUrl: string
  readonly apiVersion: string
  readonly exportId: string
  readonly orgId: string
  readonly groupId: string
}

/** How a job stands. A word that nobody documented is `waiting`. */
export type Phase = 'waiting' | 'succeeded' | 'failed' | 'cancelled'

/** The documented status words of a provider by phase; compared without case, spaces, `_` and `-`. */
export interface StatusNames {
  readonly waiting: readonly string[]
  readonly succeeded: readonly string[]
  readonly failed: readonly string[]
  readonly cancelled: readonly string[]
}

/** What the first bytes of a file must look like; `any` takes whatever is not an error page. */
export type FileFormat = 'csv' | 'json' | 'zip' | 'gzip' | 'any'

/** A file to fetch. */
export interface RemoteFile {
  /** Absolute URL; a signed one is a secret. */
  readonly url: string
  /** `session` only for the API's own origin; a signed link never gets a credential. */
  readonly credential: 'session' | 'none'
  readonly accept?: string
  /** Name the provider gives; made safe before use. Without one, the served name or `stem` with the extension of its format. */
  readonly name?: string
  readonly stem: string
  /** Bytes the provider declares; checked. */
  readonly size?: number
  readonly format: FileFormat
}

/** What a provider said about a job, normalised. Texts that it did not send are empty. */
export interface JobStatus {
  readonly phase: Phase
  /** The provider's own word. */
  readonly providerStatus: string
  /** Whether `word` is documented. */
  readonly known: boolean
  /** 0 to 100, where the provider tells it. */
  readonly progress: number | undefined
  /** Why it failed, in the provider's words. */
  readonly reason: string
  readonly requestId: string
  /** Every file of the export, in the provider's order; filled only when `succeeded`. */
  readonly files: readonly RemoteFile[]
  /** The provider says that there is nothing in it. */
  readonly empty: boolean
  /** Parts that the provider says failed; not empty means a partial export. */
  readonly failedParts: readonly string[]
  readonly rowCount: number | undefined
  /** ISO 8601, as the provider tells them. */
  readonly startedAt: string
  readonly finishedAt: string
  readonly expiresAt: string
  /** The provider's last status fields, without links and secrets. */
  readonly details: Readonly<Record<string, unknown>>
  /** What to do should the job stay like this. */
  readonly hint: string
}

/** Reads a downloaded document where only its content tells how much it holds. */
export interface ContentCount {
  /** Larger files are not counted. */
  readonly maxBytes: number
  /** Rows, records or objects in the text; undefined when it cannot tell. Throws an `ExportError` when the text is broken. */
  count(text: string): number | undefined
}

/** One API that exports in the background, as a value: it cannot send, sleep, retry or see a token. */
export interface Provider {
  /** Value of the `provider` input. */
  readonly id: string
  readonly title: string
  /** The provider's own documentation of the status endpoint. */
  readonly docs: string
  readonly inputs: InputSpec
  readonly auth: AuthScheme
  readonly statuses: StatusNames
  /** What to do next about an HTTP status, by its number. */
  readonly hints: Readonly<Record<number, string>>
  /** Asks how the job stands; asked again it also mints fresh links. */
  status(target: Target): Exchange<JobStatus>
  readonly content?: ContentCount
}
