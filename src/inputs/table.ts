import type { InputRow, Provider } from '../providers/provider.ts'

/**
 * The inputs that do not belong to one provider. The runner applies a default only to an input that is not set, the code also to
 * an empty one: reusable workflows pass their own optional inputs on like that.
 */
const COMMON = {
  provider: { description: 'Service to export from.', required: true },
  'export-id': {
    description:
      'ID of the export to wait for; several, one per line, at most 256. Required without `start: true`. With it, set it only for services whose exports have no ID of their own: it then names what to export.',
    form: 'lines',
  },
  start: {
    description: 'Whether to start the export first, `true` or `false`.',
    default: 'false',
  },
  request: {
    description:
      "What to export, as YAML or JSON: the body of the provider's own request. In its string values, `{now}`, `{today}` and `{days-ago:7}` become timestamps in UTC, `{today|date}` and `{days-ago:7|date}` become dates. Never logged. Requires `start: true`.",
    secret: true,
    form: 'yaml',
  },
  definition: {
    description:
      'For `provider: custom`, how its API starts, polls and downloads an export, as YAML or JSON. Never logged. See `docs/custom.md`.',
    secret: true,
    form: 'yaml',
  },
  params: {
    description:
      'For `provider: custom`, values of the placeholders in `definition`: one `name=value` per line.',
    form: 'lines',
  },
  tenant: { description: 'Tenant of the service. Needed unless `api-url` is set.' },
  'api-url': {
    description:
      "Origin of the API, such as the URL of a region or of your own server. Overrides `tenant`. A trailing slash and the provider's own suffix, such as `/rest` or `/v1`, are removed; any other path, a query, a fragment or credentials are rejected. Must be `https`, except on loopback. Required if there is neither a default nor a `tenant`.",
  },
  'api-version': { description: "Version of the provider's API." },
  token: {
    description: 'Token that can read the export. Set either this or one of the two pairs below.',
    secret: true,
  },
  'client-id': {
    description: 'Client ID, or access key. Used with `client-secret`.',
    secret: true,
  },
  'client-secret': {
    description:
      'Client secret, or secret key. The action exchanges a client ID and secret for an access token, and renews it during the wait.',
    secret: true,
  },
  username: {
    description: 'Username of an account that can read the export. Used with `password`.',
    secret: true,
  },
  password: {
    description:
      'Password of the account. The action exchanges the username and password for an access token, and renews it during the wait.',
    secret: true,
  },
  'ca-certificate': {
    description:
      'CA certificate of a private API, as PEM text or as the path of a PEM file. It is trusted in addition to the public root certificates.',
    form: 'pem',
  },
  timeout: {
    description:
      'Maximum time to start an export and to wait for all exports to finish, with a unit, such as `90s`, `30m`, `1h30m` or `PT45M`. A number without a unit is rejected.',
    default: '30m',
  },
  'poll-interval': {
    description:
      'Time between polls. `auto` starts at about 1 s and slows down to 1 min, in proportion to the square root of the time waited. Or a fixed duration of at least `1s`, such as `30s`.',
    default: 'auto',
  },
  download: {
    description: 'Whether to download the files, `true` or `false`. With `false` the step only waits.',
    default: 'true',
  },
  'download-timeout': {
    description:
      'Maximum time for download and upload together, with a unit. The step takes at most `timeout` plus this.',
    default: '60m',
  },
  path: {
    description:
      "Folder for the files. A relative path starts at the workspace, and `~` is the home directory. Existing files of the same name are replaced atomically; symbolic links are rejected. With several exports, each has its own folder in it. The default is a separate folder, `await-export/<export-id>` in the runner's temporary folder.",
  },
  'if-empty': {
    description: 'What to do if the export is empty. `warn`, `error` or `ignore`.',
    default: 'warn',
  },
  'if-partial': {
    description:
      'What to do if the provider reports that parts of the export failed. `error`, `warn` or `ignore`.',
    default: 'error',
  },
  'upload-artifact': {
    description:
      'Whether to upload the files as a workflow artifact, `true` or `false`. Requires `download`.',
    default: 'false',
  },
  'artifact-name': {
    description:
      'Name of the artifact. The default is `<provider>-export-<export-id>`, or `<provider>-exports-<first ID>` for several exports.',
  },
  'artifact-archive': {
    description:
      'With `true`, the files are packed into one zip, and `artifact-name` is its name. With `false`, the only file is uploaded unzipped, and the artifact takes its name; several files or an `artifact-name` then cause an error.',
    default: 'true',
  },
  'artifact-overwrite': {
    description: 'Whether to replace an existing artifact of the same name, `true` or `false`.',
    default: 'false',
  },
  'artifact-retention-days': {
    description:
      "Days until the artifact expires, 1 to 400. A value above the repository's limit is lowered to that limit with a warning. The default is the repository's setting.",
  },
  'if-upload-fails': {
    description:
      'What to do if the artifact cannot be uploaded. `error` or `warn`. GitHub Enterprise Server and Gitea have no artifact service that this action can use.',
    default: 'error',
  },
  summary: { description: 'Whether to write a job summary, `true` or `false`.', default: 'true' },
} satisfies Readonly<Record<string, InputRow>>

/** The inputs by name, as the runner passes them; an input that is not set is the empty string. */
export type RawInputs = Readonly<Record<string, string>>

/** The table of inputs: every input by name, in the order of `action.yml`, with the IDs of the providers after `request`. */
export function inputTable(providers: readonly Provider[]): Readonly<Record<string, InputRow>> {
  const { provider, 'export-id': exportId, start, request, definition, params, ...others } = COMMON
  const ids = providers.flatMap(({ inputs }) => Object.entries(inputs.ids ?? {}))
  const own = ids.map(([name, { description }]) => [name, { description }] as const)
  return {
    provider,
    'export-id': exportId,
    start,
    request,
    definition,
    params,
    ...Object.fromEntries(own),
    ...others,
  }
}
