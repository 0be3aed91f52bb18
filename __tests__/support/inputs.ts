import type { ParseContext } from '../../src/inputs/inputs.ts'
import type { RawInputs } from '../../src/inputs/table.ts'
import { inputTable } from '../../src/inputs/table.ts'
import { PROVIDERS } from '../../src/providers/registry.ts'

/** The inputs of a step as the runner passes them: given values, defaults, and empty strings. Throws if there is no such input. */
export function rawInputs(given: Partial<RawInputs>, providers = PROVIDERS): RawInputs {
  const table = inputTable(providers)
  const unknown = Object.keys(given).filter(name => !table[name])
  if (unknown.length > 0) throw new Error(`There is no input ${unknown.join(', ')}.`)
  const entries = Object.entries(table).map(([name, row]) => [name, given[name] ?? row.default ?? ''])
  return Object.fromEntries(entries)
}

/** A runner without files or variables of its own. */
export const EXAMPLE_CONTEXT: ParseContext = {
  providers: PROVIDERS,
  workspace: '/w',
  temporary: '/t',
  home: '/home/runner',
  runId: '00c0ffee',
  readText: () => undefined,
}

/** A complete step for each provider; all ids are examples. */
export const COMPLETE_STEPS: Readonly<Record<string, Partial<RawInputs>>> = {
  snyk: {
    provider: 'snyk',
    'org-id': 'a1cbf11b-aa99-4434-b4e7-1bb47fc86db1',
    'export-id': '94f572f3-f17d-4d8d-ac55-44a8a034a6a9',
    token: '0f0f0f0f-1111-4222-8333-444444444444',
  },
  sailpoint: {
    provider: 'sailpoint',
    tenant: 'acme',
    'export-id': '19169053-66d2-40c6-8772-9e2bf55edcf6',
    'client-id': 'example-client',
    'client-secret': 'example-secret-value',
  },
  vmware: {
    provider: 'vmware',
    'api-url': 'https://vcf.example.com',
    'export-id': '70ba96dd-160e-445c-adec-3fe070e1dea5',
    username: 'svc@example.local',
    password: 'correct horse battery staple',
  },
  closient: {
    provider: 'closient',
    'org-id': 'N5FhWvfL6ukg8E4jfWiZTG',
    'export-id': 'Ckk72rfArHcPKgN6uVkheK',
    token: 'csb_EXAMPLEEXAMPLEEXAMPLEEXAMPLEEXAM_84041098',
  },
}
