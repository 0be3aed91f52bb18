import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser'
import { convertActionTemplate, parseAction } from '@actions/workflow-parser/actions/index'

const trace = new NoOperationTraceWriter()

/** What GitHub's own parser says against a workflow: schema, expressions, contexts, conditions. */
export async function workflowProblems(name: string, content: string): Promise<readonly string[]> {
  const { context, value } = parseWorkflow({ name, content }, trace)
  if (value !== undefined) await convertWorkflowTemplate(context, value)
  return context.errors.getErrors().map(({ message }) => message)
}

/** What GitHub's own parser makes of `action.yml`. */
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
