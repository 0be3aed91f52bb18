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
  /** What contradicts a success in its own response, as a sentence; empty when nothing does. Polled again a few times, then a warning. */
  readonly doubt: string
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

/** What one input takes. */
export interface FieldSpec {
  readonly pattern: RegExp
  /** Completes "must be ...". */
  readonly expected: string
  readonly example: string
  readonly required?: boolean
}

/** Where a provider's API lives. */
export interface ApiUrlSpec {
  /** Used when neither `api-url` nor `tenant` is given; without it one of them is required. */
  readonly default?: string
  /** The provider's own path suffixes, taken off when a user pastes them. */
  readonly suffix?: RegExp
  /** Hosts known to be the provider's; another one is named in a warning. Without it every host is the user's own. */
  readonly knownHosts?: RegExp
  /** Origin for a `tenant`, or undefined when it is not one. */
  fromTenant?(tenant: string): string | undefined
  /** Mends an origin that is commonly mistaken for the API's. */
  normalise?(origin: string): string
}

/** A pair of inputs that is exchanged for a token and renewed while the wait lasts. */
export type CredentialPair =
  | { readonly id: 'client-id'; readonly secret: 'client-secret' }
  | { readonly id: 'username'; readonly secret: 'password' }

/** The inputs a provider takes; every other provider input that is filled is an error. */
export interface InputSpec {
  readonly exportId: FieldSpec
  readonly orgId?: FieldSpec
  readonly groupId?: FieldSpec
  readonly tenant?: FieldSpec
  readonly apiUrl: ApiUrlSpec
  readonly apiVersion?: FieldSpec & { readonly default: string }
  /** What `token` is for this provider: "Snyk API token". */
  readonly token: string
  readonly pair?: CredentialPair
  /** Rules between inputs; each string is one problem. */
  check?(target: Target): readonly string[]
}

/** The secrets of a step: a ready token, or a pair to exchange for one. */
export type Credentials =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'pair'; readonly id: string; readonly secret: string }

/** Header fields that carry a secret; lower-case names. */
export type CredentialHeaders = Readonly<Record<string, string>>

/** What a login returns. */
export interface Grant {
  readonly accessToken: string
  /** Milliseconds the token lives; undefined or absurd values mean: renew on a 401 only. */
  readonly expiresInMs?: number
  /** Renews without the password. */
  readonly refreshToken?: string
}

/** How secrets are presented. Pure: only the session adapter calls it, and masks what a login returns before anything else. */
export interface AuthScheme {
  /** Headers for a token. With several, the first that is not refused with a 401 is kept. */
  attach(token: string): readonly CredentialHeaders[]
  /** Exchanges a pair of inputs for a token, at the API's own origin. */
  login?(target: Target, pair: { readonly id: string; readonly secret: string }): Exchange<Grant>
  /** Exchanges a refresh token for an access token. */
  renew?(target: Target, refreshToken: string): Exchange<Grant>
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
