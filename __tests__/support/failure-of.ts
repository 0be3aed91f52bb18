import { ExportError } from '../../src/failures/export-error.ts'

/** The `ExportError` that a promise rejects with; anything else fails the test. */
export async function failureOf(promise: Promise<unknown>): Promise<ExportError> {
  const outcome = await promise.then(
    value => ({ value }),
    (error: unknown) => ({ error }),
  )
  if ('error' in outcome && outcome.error instanceof ExportError) return outcome.error
  throw new Error('no ExportError was thrown', { cause: 'error' in outcome ? outcome.error : outcome.value })
}
