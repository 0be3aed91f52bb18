import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser'
import { convertActionTemplate, parseAction } from '@actions/workflow-parser/actions/index'
import { parse } from 'yaml'

/** A fenced code block of a document. */
export interface Snippet {
  /** File and line of the fence, to find it again. */
  readonly at: string
  readonly text: string
}

/** What a snippet contains; GitHub's parser accepts only complete workflows. */
type Shape = 'workflow' | 'jobs' | 'steps' | 'other'

/** The YAML blocks of a Markdown text in order; of a diff, the new text. */
export function yamlSnippets(file: string, markdown: string): readonly Snippet[] {
  const fences = markdown.matchAll(/^( *)```(ya?ml|diff)\n([\s\S]*?)^ *```$/gm)
  return [...fences].map(({ index, 1: indent = '', 2: language, 3: block = '' }) => {
    const text = block.replaceAll(new RegExp(`^${indent}`, 'gm'), '')
    return {
      at: `${file}:${markdown.slice(0, index).split('\n').length}`,
      text: language === 'diff' ? text.replaceAll(/^-.*\n/gm, '').replaceAll(/^./gm, '') : text,
    }
  })
}

/** The snippet as a complete workflow; undefined if it is not part of one. */
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

/** Snippets refer to inputs of the workflow that they are pasted into. */
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

/** A step that runs this action, under any owner or path. */
const THIS_ACTION = /^(\.\/?|[\w.-]+\/await-export@.+)$/

/** The inputs and outputs of this action that a workflow uses. */
export interface Usage {
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
}

/** The inputs set on steps of this action, and their outputs that the text refers to. */
export function usageOf(workflow: string): Usage {
  const steps = stepsOf(workflow).filter(isThisAction)
  const ids = new Set(steps.flatMap(({ id }) => id ?? []))
  const reads = workflow.matchAll(/\bsteps\.([\w-]+)\.outputs\.([\w-]+)/g)
  return {
    inputs: steps.flatMap(step => Object.keys(step.with ?? {})),
    outputs: [...reads].flatMap(([, id = '', output = '']) => (ids.has(id) ? [output] : [])),
  }
}

/** The used fields of a workflow step. */
export interface WorkflowStep {
  readonly id?: string
  readonly uses?: string
  readonly run?: string
  readonly with?: Readonly<Record<string, unknown>>
}

/** The steps of every job of a complete workflow. */
export function stepsOf(workflow: string): readonly WorkflowStep[] {
  const { jobs }: { readonly jobs: Readonly<Record<string, { steps?: readonly WorkflowStep[] }>> } =
    parse(workflow)
  return Object.values(jobs).flatMap(({ steps = [] }) => steps)
}

/** Whether a step runs this action. */
export function isThisAction({ uses }: WorkflowStep): boolean {
  return THIS_ACTION.test(uses ?? '')
}

const trace = new NoOperationTraceWriter()

/** The errors that GitHub's own parser finds in a workflow: schema, expressions, contexts, conditions. */
export async function workflowProblems(name: string, content: string): Promise<readonly string[]> {
  const { context, value } = parseWorkflow({ name, content }, trace)
  if (value !== undefined) await convertWorkflowTemplate(context, value)
  return context.errors.getErrors().map(({ message }) => message)
}

/** `action.yml` as parsed by GitHub's own parser. */
export function parsedAction(content: string): {
  readonly problems: readonly string[]
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
} {
  const { context, value } = parseAction({ name: 'action.yml', content }, trace)
  const action = value && convertActionTemplate(context, value)
  return {
    problems: context.errors.getErrors().map(({ message }) => message),
    inputs: action?.inputs?.map(({ id }) => id) ?? [],
    outputs: action?.outputs?.map(({ id }) => id) ?? [],
  }
}
