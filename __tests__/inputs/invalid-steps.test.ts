import { ExportError } from '../../src/failures/export-error.ts'
import { parseInputs } from '../../src/inputs/inputs.ts'
import { COMPLETE_STEPS, EXAMPLE_CONTEXT, rawInputs } from '../support/inputs.ts'
import { INVALID_STEPS } from './invalid-steps.ts'

/** The error of a complete step with these inputs replaced. */
function problemOf(provider: string, inputs: Readonly<Record<string, string>>): ExportError {
  const complete = { ...COMPLETE_STEPS[provider], tenant: '', 'api-url': 'http://127.0.0.1:8000' }
  try {
    parseInputs(rawInputs({ ...complete, ...inputs }), EXAMPLE_CONTEXT)
  } catch (error) {
    if (error instanceof ExportError) return error
    throw error
  }
  throw new Error('the step was accepted')
}

test.each(INVALID_STEPS)('$title', ({ provider = 'snyk', inputs, says, hides = 'hidden' }) => {
  const { code, message } = problemOf(provider, inputs)
  expect(code).toBe('input')
  for (const text of says) expect(message).toContain(text)
  expect(message).not.toContain(hides)
})
