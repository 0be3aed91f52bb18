import type { FieldSpec, InputSpec } from '../providers/inputs.ts'
import type { Provider, Target } from '../providers/provider.ts'
import { apiUrl } from './api-url.ts'
import { type Form, isFilled, reject, value } from './form.ts'
import type { InputName } from './names.ts'

/** Inputs that some providers take and others do not, with the part of the specification that says so. */
const OPTIONAL_INPUTS: readonly { readonly name: InputName; isTaken(spec: InputSpec): boolean }[] = [
  { name: 'org-id', isTaken: spec => spec.orgId !== undefined },
  { name: 'group-id', isTaken: spec => spec.groupId !== undefined },
  { name: 'tenant', isTaken: spec => spec.tenant !== undefined },
  { name: 'api-version', isTaken: spec => spec.apiVersion !== undefined },
  { name: 'client-id', isTaken: spec => spec.pair?.id === 'client-id' },
  { name: 'client-secret', isTaken: spec => spec.pair?.secret === 'client-secret' },
  { name: 'username', isTaken: spec => spec.pair?.id === 'username' },
  { name: 'password', isTaken: spec => spec.pair?.secret === 'password' },
]

function field(form: Form, name: InputName, spec: FieldSpec | undefined): string {
  const text = value(form, name)
  if (!spec) return ''
  if (text === '') {
    if (spec.required)
      form.problems.push(`${name} is required: ${spec.expected}, for example ${spec.example}`)
    return ''
  }
  if (!spec.pattern.test(text)) reject(form, name, spec)
  return text
}

/** What the step asks for, by the provider's own specification; undefined after a problem. */
export function target(form: Form, provider: Provider): Target | undefined {
  const { inputs } = provider
  const problemsBefore = form.problems.length
  for (const { name, isTaken } of OPTIONAL_INPUTS)
    if (isFilled(form, name) && !isTaken(inputs))
      form.problems.push(`${name} is not used by the provider ${provider.id}: remove it`)
  const found = {
    exportId: field(form, 'export-id', inputs.exportId),
    orgId: field(form, 'org-id', inputs.orgId),
    groupId: field(form, 'group-id', inputs.groupId),
    apiVersion: field(form, 'api-version', inputs.apiVersion) || (inputs.apiVersion?.default ?? ''),
  }
  field(form, 'tenant', inputs.tenant)
  const origin = apiUrl(form, provider)
  if (origin === undefined) return undefined
  const whole = { ...found, apiUrl: origin }
  form.problems.push(...(inputs.check?.(whole) ?? []))
  return form.problems.length === problemsBefore ? whole : undefined
}
