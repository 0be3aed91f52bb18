import { ExportError } from '../failures/export-error.ts'
import type { Exchange, HttpRequest, HttpResponse } from '../providers/provider.ts'
import { problemIn } from './problem.ts'

/** The value of an exchange and the last answer it was handed. */
export interface Conversed<T> {
  readonly value: T
  readonly last: HttpResponse | undefined
}

/** Hands answers to an exchange until it is done. */
export async function runExchange<T>(
  exchange: Exchange<T>,
  read: (request: HttpRequest) => Promise<HttpResponse>,
): Promise<Conversed<T>> {
  let last: HttpResponse | undefined
  for (;;) {
    const turn = advance(exchange, last)
    if (turn.done) return { value: turn.value, last }
    last = await read(turn.value)
  }
}

/** An answer that the provider's value cannot read may say why: some APIs report errors with a 200. */
function advance<T>(exchange: Exchange<T>, answer: HttpResponse | undefined): IteratorResult<HttpRequest, T> {
  if (!answer) return exchange.next()
  try {
    return exchange.next(answer)
  } catch (error) {
    if (!(error instanceof ExportError) || error.outlook !== 'malformed') throw error
    const { reason, requestId } = problemIn(answer.json, answer.headers)
    const { message, code, outlook, hint } = error
    // A bare text is no error report, and may be a token.
    const words = reason === '' || typeof answer.json === 'string' ? '' : ` The answer says: ${reason}`
    // Not with its cause: the stack of an error that was thrown in a generator keeps the generator, and with it the answer.
    throw new ExportError(code, `${message}${words}`, { outlook, hint, requestId })
  }
}
