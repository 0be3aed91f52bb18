import { ExportError } from '../errors.ts'
import type { Exchange, HttpAnswer, HttpRequest } from '../providers/provider.ts'
import { problemOf } from './problem.ts'

/** A whole 2xx answer and its text, for the words of an error that hides in it. */
export interface ReadAnswer extends HttpAnswer {
  readonly text: string
}

/** The value of an exchange and the last answer it was handed. */
export interface Conversed<T> {
  readonly value: T
  readonly last: ReadAnswer | undefined
}

/** Hands answers to an exchange until it is done. */
export async function converse<T>(
  exchange: Exchange<T>,
  read: (request: HttpRequest) => Promise<ReadAnswer>,
): Promise<Conversed<T>> {
  let last: ReadAnswer | undefined
  for (;;) {
    const turn = advance(exchange, last)
    if (turn.done) return { value: turn.value, last }
    last = await read(turn.value)
  }
}

/** An answer that the provider's value cannot read may say why: some APIs report errors with a 200. */
function advance<T>(exchange: Exchange<T>, answer: ReadAnswer | undefined): IteratorResult<HttpRequest, T> {
  if (!answer) return exchange.next()
  try {
    return exchange.next(answer)
  } catch (error) {
    if (!(error instanceof ExportError) || error.outlook !== 'malformed') throw error
    const { reason, requestId } = problemOf(answer.text, answer.headers)
    const { message, code, outlook, hint } = error
    const words = reason === '' ? '' : ` The answer says: ${reason}`
    throw new ExportError(code, `${message}${words}`, { outlook, hint, requestId, cause: error })
  }
}
