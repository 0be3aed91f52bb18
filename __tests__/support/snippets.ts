import { parse } from 'yaml'

/** A fenced block of a document, as it stands there. */
export interface Snippet {
  /** File and line of the fence, to find it again. */
  readonly at: string
  readonly text: string
}

/** What a snippet is part of; GitHub's parser takes whole workflows only. */
type Shape = 'workflow' | 'jobs' | 'steps' | 'other'

/** The YAML blocks of a Markdown text in order. */
export function yamlSnippets(file: string, markdown: string): readonly Snippet[] {
  const fences = markdown.matchAll(/^( *)```ya?ml\n([\s\S]*?)^ *```$/gm)
  return [...fences].map(({ index, 1: indent = '', 2: text = '' }) => ({
    at: `${file}:${markdown.slice(0, index).split('\n').length}`,
    text: text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  }))
}

/** The snippet as a whole workflow; undefined when it is no part of one. */
export function asWorkflow({ text }: Snippet): string | undefined {
  switch (shapeOf(parse(text))) {
    case 'workflow':
      return text
    case 'jobs':
      return `${TRIGGER}${text}`
    case 'steps':
      return `${TRIGGER}jobs:\n  job:\n    runs-on: ubuntu-latest\n    steps:\n${indented(text)}`
    case 'other':
      return undefined
  }
}

/** Snippets name the inputs of the workflow that they are pasted into. */
const TRIGGER =
  'on:\n  workflow_dispatch:\n    inputs:\n      export-id: { type: string }\n      run-id: { type: string }\n'

function indented(text: string): string {
  return text.replaceAll(/^/gm, '      ')
}

function shapeOf(value: unknown): Shape {
  if (Array.isArray(value)) return value.every(isStep) ? 'steps' : 'other'
  if (typeof value !== 'object' || value === null || !('jobs' in value)) return 'other'
  return 'on' in value ? 'workflow' : 'jobs'
}

function isStep(value: unknown): boolean {
  return typeof value === 'object' && value !== null && ('uses' in value || 'run' in value)
}

/** A step that runs this action, whatever it is called where it is read. */
const OURS = /^(\.\/?|[\w.-]+\/await-export@.+)$/

/** The names that a workflow uses of this action. */
export interface Usage {
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
}

/** The inputs given to steps of this action, and the outputs of theirs that are read anywhere in the text. */
export function usageOf(workflow: string): Usage {
  const steps = stepsOf(workflow).filter(isOwn)
  const ids = new Set(steps.flatMap(({ id }) => id ?? []))
  const reads = workflow.matchAll(/\bsteps\.([\w-]+)\.outputs\.([\w-]+)/g)
  return {
    inputs: steps.flatMap(step => Object.keys(step.with ?? {})),
    outputs: [...reads].flatMap(([, id = '', output = '']) => (ids.has(id) ? [output] : [])),
  }
}

/** A step of a workflow, as far as it is looked at. */
export interface WorkflowStep {
  readonly id?: string
  readonly uses?: string
  readonly run?: string
  readonly with?: Readonly<Record<string, unknown>>
}

/** The steps of every job of a whole workflow. */
export function stepsOf(workflow: string): readonly WorkflowStep[] {
  const { jobs }: { readonly jobs: Readonly<Record<string, { steps?: readonly WorkflowStep[] }>> } =
    parse(workflow)
  return Object.values(jobs).flatMap(({ steps = [] }) => steps)
}

/** Whether a step runs this action. */
export function isOwn({ uses }: WorkflowStep): boolean {
  return OURS.test(uses ?? '')
}
