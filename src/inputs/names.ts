/** Every input of `action.yml`, in its order. */
export const INPUT_NAMES = [
  'provider',
  'export-id',
  'org-id',
  'group-id',
  'tenant',
  'api-url',
  'api-version',
  'token',
  'client-id',
  'client-secret',
  'username',
  'password',
  'ca-certificate',
  'timeout',
  'poll-interval',
  'download',
  'download-timeout',
  'path',
  'if-empty',
  'if-partial',
  'upload-artifact',
  'artifact-name',
  'artifact-archive',
  'artifact-overwrite',
  'artifact-retention-days',
  'if-upload-fails',
  'summary',
] as const

/** Name of an input. */
export type InputName = (typeof INPUT_NAMES)[number]

/** The inputs as the runner hands them over; one that was not given is the empty string. */
export type RawInputs = Readonly<Record<InputName, string>>

/** Inputs whose value is never shown. A client id and a user name are not secret, but what is mistyped into them may be. */
export const SECRET_INPUTS: readonly InputName[] = [
  'token',
  'client-id',
  'client-secret',
  'username',
  'password',
]

/**
 * The defaults of `action.yml`, for an input that is passed on empty, as workflows that are called with optional inputs do;
 * a test holds the two together.
 */
export const INPUT_DEFAULTS: Readonly<Partial<RawInputs>> = {
  timeout: '30m',
  'poll-interval': 'auto',
  download: 'true',
  'download-timeout': '60m',
  'if-empty': 'warn',
  'if-partial': 'error',
  'upload-artifact': 'false',
  'artifact-archive': 'true',
  'artifact-overwrite': 'false',
  'if-upload-fails': 'error',
  summary: 'true',
}
