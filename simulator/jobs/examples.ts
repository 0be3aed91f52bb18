import type { SimulatedFile } from '../files/content.ts'
import { closientArchive, sailpointDocument, snykCsv, vmwareCsv } from '../files/samples.ts'
import type { ClosientSection, PlanOf, ProviderId } from './plans.ts'
import type { Phase } from './timeline.ts'

/** How a job ends. `errored` and `error` are Snyk's two statuses for `failed`. */
export type Ending = 'succeeded' | 'failed' | 'cancelled' | 'partial' | 'empty' | 'errored' | 'error'

/** How long a job takes, and its files. */
export interface EndingOptions {
  /** Milliseconds until the end, divided equally among the waiting statuses; 0 by default: ended at the first poll. */
  readonly waitMs?: number
  /** By default the provider's samples. */
  readonly files?: readonly SimulatedFile[]
}

type Fields = NonNullable<Phase['fields']>

interface Script {
  readonly waiting: readonly Phase[]
  /** The endings that the provider has. */
  readonly endings: { readonly [Name in Ending]?: readonly [word: string, fields?: Fields] }
  files(): readonly SimulatedFile[]
  empty?(): readonly SimulatedFile[]
}

const SCRIPTS: Readonly<Record<ProviderId, Script>> = {
  snyk: {
    waiting: [{ word: 'PENDING' }, { word: 'STARTED' }],
    endings: {
      succeeded: ['FINISHED'],
      empty: ['FINISHED', { row_count: 0 }],
      failed: ['ERRORED'],
      errored: ['ERRORED'],
      error: ['ERROR'],
    },
    files: () => [snykCsv(1, 420), snykCsv(2, 380), snykCsv(3, 261)],
    empty: () => [],
  },
  sailpoint: {
    waiting: [{ word: 'NOT_STARTED' }, { word: 'IN_PROGRESS' }],
    endings: {
      succeeded: ['COMPLETE'],
      partial: ['PARTIALLY_COMPLETE'],
      empty: ['COMPLETE'],
      failed: [
        'FAILED',
        { message: 'java.lang.IllegalArgumentException: Supplied types are not supported: [WORKFLOWS]' },
      ],
      cancelled: ['CANCELLED'],
    },
    files: () => [sailpointDocument(48)],
    empty: () => [sailpointDocument(0)],
  },
  vmware: {
    waiting: [
      { word: 'QUEUED', fields: { progress: 0 } },
      { word: 'IN_PROGRESS', fields: { progress: 42.5 } },
    ],
    endings: {
      succeeded: ['COMPLETED'],
      failed: [
        'FAILED',
        {
          progress: 61,
          error: {
            message: 'Failed to generate export file',
            remediationMessage: 'Retry the export',
            referenceToken: '8QK2ZL',
          },
        },
      ],
    },
    files: () => [vmwareCsv(96)],
  },
  closient: {
    waiting: [{ word: 'pending' }, { word: 'processing' }],
    endings: {
      succeeded: ['completed'],
      partial: ['completed'],
      empty: ['completed'],
      failed: ['failed', { error: 'Export failed: out of space' }],
    },
    files: () => [closientArchive(120)],
    empty: () => [closientArchive(0)],
  },
}

/** A plan for a job of `provider` with this ending; throws if the provider does not have it. */
export function planFor<Id extends ProviderId>(
  provider: Id,
  ending: Ending,
  { waitMs = 0, files }: EndingOptions = {},
): PlanOf<Id> {
  const script = SCRIPTS[provider]
  const [word, fields] = script.endings[ending] ?? []
  if (!word) throw new Error(`${provider} has no ending "${ending}".`)
  const forMs = waitMs / script.waiting.length
  const isGood = ['succeeded', 'partial', 'empty'].includes(ending)
  const sample = ending === 'empty' && script.empty ? script.empty() : script.files()
  const plan = {
    provider,
    phases: [...script.waiting.map(phase => ({ ...phase, forMs })), { word, ...(fields ? { fields } : {}) }],
    files: isGood ? (files ?? sample) : [],
    ...(provider === 'closient' && isGood ? { sections: sectionsOf(ending) } : {}),
  }
  return plan as unknown as PlanOf<Id>
}

function sectionsOf(ending: Ending): readonly ClosientSection[] {
  const section = { status: 'completed', record_count: 0, binary_count: 0, error: null }
  const media = { ...section, key: 'media' }
  if (ending === 'empty') return [{ ...section, key: 'products' }, media]
  const products = { ...section, key: 'products', record_count: 120, binary_count: 8 }
  return ending === 'partial'
    ? [products, { ...media, status: 'failed', error: 'asset store unavailable' }]
    : [products, { ...media, binary_count: 8 }]
}
