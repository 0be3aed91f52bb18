/** A value of JSON. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject

/** An object of JSON. */
export interface JsonObject {
  readonly [name: string]: Json
}

/** A request of a provider. The session adds the credential, only at the origin of the API itself. */
export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PATCH'
  /** Absolute URL. */
  readonly url: string
  /** Lower-case names, without secrets. */
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly credential: 'session' | 'none'
  /** It starts a job: never repeated unless it is certain that no job was started, and its redirects are never followed. */
  readonly starts?: true
  /** HTTP statuses of this request that `classify` makes verdicts. */
  readonly verdicts?: readonly number[]
  /** The section of the user's definition that describes it, such as `poll`; its errors name it. */
  readonly section?: string
}

/** A whole response of at most 4 MiB. Exchanges receive those with a 2xx status and JSON, and what `classify` hands to them. */
export interface HttpResponse {
  readonly status: number
  /** Lower-case names; repeated fields joined by a comma. */
  readonly headers: Readonly<Record<string, string>>
  /** The body parsed as JSON; undefined if it is not JSON. */
  readonly json: unknown
  /** The body, if it is not JSON. */
  readonly text?: string
  /** By the clock of the runner. */
  readonly receivedAt?: Date
}

/** Yields requests and receives their responses, without effects of its own. Failures never reach it. */
export type Exchange<T> = Generator<HttpRequest, T, HttpResponse>

/** Where the exports are, as far as the inputs provide it. */
export interface Place {
  /** Origin of the API without a trailing slash. */
  readonly apiUrl: string
  /** Empty if the provider has no versions. */
  readonly apiVersion: string
  /** The IDs that the provider needs besides that of the export, by the name of their input; only those that are set. */
  readonly ids: Readonly<Record<string, string>>
  /** The ID that the export will have; set only for the start of an export that `isNamedByResource`. */
  readonly exportId?: string
}

/** One export of a place. */
export interface Job extends Place {
  readonly exportId: string
  /** When the job was started, by the clock of the server; only if this step has started it. */
  readonly startedAt?: Date
}

/** An export that was just started, or that runs already. How long to pause before the first poll is up to the session. */
export interface Started {
  readonly exportId: string
  /** When the request was sent, by the clock of the server; a provider sets the `Date` of the response, if it has one. */
  readonly startedAt: Date | undefined
  /** The job already existed: the response names a running one, or a lost response was replaced by a look-up. */
  readonly isAdopted: boolean
  /** The API refused a new job as if one were running, but has not shown it. */
  readonly isUnseen?: boolean
}

/** The phase of a job. An undocumented status is `waiting`. */
export type Phase = 'waiting' | 'succeeded' | 'failed' | 'cancelled'

/** The documented statuses of a provider by phase, compared without case, spaces, `_` and `-`. `FAILED*` is every status that starts so. */
export interface StatusNames {
  readonly waiting: readonly string[]
  readonly succeeded: readonly string[]
  readonly failed: readonly string[]
  readonly cancelled: readonly string[]
}

/** What the first bytes of a file must look like; `any` is everything but an error page. */
export type FileFormat = 'csv' | 'json' | 'zip' | 'gzip' | 'any'

/** A file to download. */
export interface RemoteFile {
  /** Absolute URL; a signed one is a secret. */
  readonly url: string
  /** `session` only for the API's own origin; a signed link never gets a credential. */
  readonly credential: 'session' | 'none'
  readonly accept?: string
  /** The name from the provider, made safe before use. Without it, the name from the file response, or `stem` with the extension of the format. */
  readonly name?: string
  readonly stem: string
  /** The declared size in bytes, which is verified. */
  readonly size?: number
  readonly format: FileFormat
  /** What to do if a link that gets no credential is refused. */
  readonly hint?: string
  /** As that of a request. */
  readonly section?: string
}

/** The normalized status of a job. Texts that the provider did not send are empty. */
export interface JobStatus {
  readonly phase: Phase
  /** The status as the provider sends it. */
  readonly providerStatus: string
  /** Whether the status is documented. */
  readonly known: boolean
  /** 0 to 100, if the provider reports it. */
  readonly progress: number | undefined
  /** The provider's reason for a failure. */
  readonly reason: string
  readonly requestId: string
  /** Every file of the export, in the provider's order; filled only when `succeeded`. */
  readonly files: readonly RemoteFile[]
  /** The provider reports that the export contains nothing. */
  readonly empty: boolean
  /** Parts that failed according to the provider; the export is partial if there are any. */
  readonly failedParts: readonly string[]
  /** What contradicts a success in its own response, as a sentence, or empty. Polled again a few times, then a warning. */
  readonly doubt: string
  /** What the definition of the user does not find, although a success is complete without it: sentences, each a warning. */
  readonly warnings: readonly string[]
  readonly rowCount: number | undefined
  /** ISO 8601, as the provider sends them. */
  readonly startedAt: string
  readonly finishedAt: string
  readonly expiresAt: string
  /** The fields of the status response, without links and secrets. */
  readonly details: Readonly<Record<string, unknown>>
  /** What to do if the job stays in this status. */
  readonly hint: string
}

/** A row of the table of inputs, from which `action.yml`, its defaults and the tables of the README follow. */
export interface InputRow {
  /** Complete sentences. */
  readonly description: string
  readonly default?: string
  readonly required?: boolean
  /** The value is never shown. A client id and a user name are not secret, but a value in the wrong input may be. */
  readonly secret?: boolean
  /** What the input contains, if it is not one line. */
  readonly form?: 'lines' | 'pem' | 'yaml'
}

/** What one input accepts. */
export interface FieldSpec {
  readonly pattern: RegExp
  /** Completes "must be ..." and "is not ...". */
  readonly expected: string
  readonly example: string
  /** Where users find the value, as a sentence. */
  readonly where?: string
  readonly required?: boolean
  /** The variable of the runner that is the default; a default in `action.yml` would be filled in for every provider. */
  readonly variable?: string
  /** Completes "For Acme, ..." in `action.yml`; without it, `expected` does. */
  readonly meaning?: string
}

/** The origin of a provider's API. */
export interface ApiUrlSpec {
  /** Used if neither `api-url` nor `tenant` is set; without a default, one of them is required. */
  readonly default?: string
  /** The variable of the runner that comes before the default. */
  readonly variable?: string
  /** Path suffixes of the provider, removed if a user includes them. */
  readonly suffix?: RegExp
  /** For messages if there is no default. */
  readonly example?: string
  /** The known hosts of the provider; another host causes a warning. Without it, every host belongs to the user. */
  readonly knownHosts?: RegExp
  /** The origin of the API for a known host that is not one: the web application, for example. Such a host is rejected. */
  rightOrigin?(hostname: string): string | undefined
  /** The origin for a valid `tenant`. */
  fromTenant?(tenant: string): string
}

/** The inputs of a provider; if any other provider input is set, the step fails. */
export interface InputSpec {
  readonly exportId: Omit<FieldSpec, 'required'>
  /** Further IDs, by the name of their input; each is an input of `action.yml`. */
  readonly ids?: Readonly<Record<string, FieldSpec & { readonly description: string }>>
  readonly tenant?: FieldSpec
  readonly apiUrl: ApiUrlSpec
  readonly apiVersion?: Omit<FieldSpec, 'example'> & { readonly default: string }
  /** IDs that are not inputs of their own, with their values. */
  readonly params?: Readonly<Record<string, string>>
  /** Rules between inputs; each string is one problem. */
  check?(place: Place): readonly string[]
}

/** Header fields that contain a secret; lower-case names. */
export type CredentialHeaders = Readonly<Record<string, string>>

/** What a login returns. */
export interface Grant {
  readonly accessToken: string
  /** The lifetime of the token in milliseconds. If it is missing or absurd, the token is renewed only after a 401. */
  readonly expiresInMs?: number | undefined
  /** Renews without the password. */
  readonly refreshToken?: string | undefined
}

/** How a session authenticates; contains the secrets of the step. */
export type Credentials =
  /** In order of preference: the first headers that get no 401 are kept. */
  { readonly kind: 'headers'; readonly headers: readonly CredentialHeaders[] } | Login

/** A login, whose token is renewed during the wait. */
export interface Login {
  readonly kind: 'login'
  /** The names of the inputs to check if it is refused. */
  readonly inputs: string
  /** Gets a token, at the API's own origin. */
  logIn(place: Place): Exchange<Grant>
  /** Exchanges a refresh token for an access token. */
  renew?(place: Place, refreshToken: string): Exchange<Grant>
  attach(token: string): CredentialHeaders
}

/** A way to authenticate. */
export interface Auth {
  /** The names of its inputs: `token`, or those of an ID and a secret; any others only for a definition of the user. */
  readonly inputs: readonly string[]
  /** Completes "For Acme, ..." in `action.yml`: "an API key", "that of a service account". */
  readonly meaning?: string | undefined
  /** Takes the values of the inputs. */
  use(...values: readonly string[]): Credentials
}

/** A service that exports in the background, as a value: it cannot send, sleep, retry or see a token. */
export interface Provider {
  /** Value of the `provider` input. */
  readonly id: string
  /** Names that users may try instead. */
  readonly aliases?: readonly string[]
  readonly title: string
  /** The provider's own documentation of the status endpoint; that of a service which the user describes is not known. */
  readonly docs?: string
  readonly inputs: InputSpec
  /** The inputs that are filled choose one. */
  readonly auth: readonly Auth[]
  readonly statuses: StatusNames
  /** What to do after an HTTP error status, by its number, after a response that cannot be read, and if a file does not have its format. */
  readonly hints: Readonly<Record<number, string>> & {
    readonly malformed?: string
    readonly content?: string
    /** Those of a start, if they differ. One that names `export-id` or the `token` is left out if the step does not use it. */
    readonly start?: Readonly<Record<number, string>>
  }
  /** Headers (in lower case) and body fields with the reference that the provider's support asks for, best first, besides the common ones. */
  readonly requestIds?: readonly string[]
  /** Names of body fields of errors, beyond the common ones. */
  readonly errorFields?: {
    /** The reason, best first; errors nested there may contain the advice and the request ID. */
    readonly reason?: readonly string[]
    /** What the provider recommends. */
    readonly advice?: readonly string[]
  }
  /** The header (in lower case) that contains `deprecated` or `sunset` if the version of the API is outdated. */
  readonly lifecycleHeader?: string
  /**
   * Requests the status of the job; repeated, it also returns new links. `before` is the last status of the same wait: the
   * meaning of a status may depend on an earlier one.
   */
  status(job: Job, before?: JobStatus): Exchange<JobStatus>
  /** Whether a start takes the input `request`; `none` by default. */
  readonly request?: 'required' | 'optional' | 'none'
  /** Checks a request before anything is sent. The texts are clauses without a period, and quote no value of the request. */
  checkRequest?(request: JsonObject): {
    readonly problems?: readonly string[]
    readonly warnings?: readonly string[]
  }
  /** Fields of a request that take a date, so that date placeholders in them have no time. */
  readonly dateFields?: readonly string[]
  /** The export has no ID of its own: `export-id` names the resource that it belongs to, also for a start. */
  readonly isNamedByResource?: boolean
  /**
   * Starts an export. Exactly one of its requests `starts` the job, after others that look for a running one. To repeat a
   * start, run the whole exchange again. Without it, the provider cannot start exports.
   */
  start?(place: Place, request: JsonObject | undefined): Exchange<Started>
  /** A second job does no harm, so that a start whose outcome is unknown is repeated. */
  readonly repeat?: 'safe'
  /**
   * Looks for the job of a start whose outcome is unknown; undefined if there is not exactly one. `begunAt` is when the start
   * began by the clock of the server that sent a response, down to the second.
   */
  find?(
    place: Place,
    request: JsonObject | undefined,
    begunAt: (response: HttpResponse) => Date,
  ): Exchange<Started | undefined>
  /** The rate limit of polls; 8 per second by default. */
  readonly pollsPerSecond?: number
  /** Whether an error response means the same as a 429. */
  isRateLimit?(response: HttpResponse): boolean
  /** Origins that receive a credential besides that of the API, for example for the login. */
  readonly credentialOrigins?: readonly string[]
  /**
   * What a response means for this provider; called for every status before redirects are followed, but not for logins.
   * `verdict` hands the response to the exchange that sent the request, JSON or not. `pending` is a good response to a poll: the
   * job is not done yet. Without either, the general rules for its status apply.
   */
  classify?(response: HttpResponse, request: HttpRequest): 'verdict' | 'pending' | undefined
  /** The key of the top-level list in a downloaded JSON document whose items are counted, if the status has no count. */
  readonly content?: { readonly count: string }
}
