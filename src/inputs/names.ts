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

/** The inputs as the runner passes them; an input that is not set is the empty string. */
export type RawInputs = Readonly<Record<InputName, string>>

/** Inputs whose value is never shown. A client id and a user name are not secret, but a value in the wrong input may be. */
export const SECRET_INPUTS: readonly InputName[] = [
  'token',
  'client-id',
  'client-secret',
  'username',
  'password',
]

/**
 * The defaults of `action.yml`, for inputs that are set to an empty string: reusable workflows do that with their own optional
 * inputs. A test compares both.
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
