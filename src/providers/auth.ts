import { numberAt, requiredTextAt } from './locator.ts'
import type { Auth, Exchange, Grant, Place } from './provider.ts'

/** The token in `authorization`, after one of the schemes: the first one that gets no 401 is kept. */
export function bearer(options: {
  /** What the token is: "an API key". */
  readonly token: string
  schemes?(token: string): readonly string[]
}): Auth {
  return {
    inputs: ['token'],
    meaning: options.token,
    use: (token = '') => {
      const schemes = options.schemes?.(token) ?? ['Bearer']
      return { kind: 'headers', headers: schemes.map(scheme => ({ authorization: `${scheme} ${token}` })) }
    },
  }
}

/** The token alone in a header of its own. */
export function header(name: string, { token }: { readonly token: string }): Auth {
  return {
    inputs: ['token'],
    meaning: token,
    use: (value = '') => ({ kind: 'headers', headers: [{ [name]: value }] }),
  }
}

/** An ID and a secret, exchanged for a token that is sent as `Bearer` and renewed during the wait. */
export function login(options: {
  /** The names of the inputs. */
  readonly id: string
  readonly secret: string
  /** Whose they are, to complete "For Acme, ...": "that of a service account". */
  readonly meaning?: string
  logIn(place: Place, id: string, secret: string): Exchange<Grant>
  /** Exchanges a refresh token for an access token. */
  renew?(place: Place, refreshToken: string): Exchange<Grant>
}): Auth {
  const { id, secret, meaning, logIn, renew } = options
  return {
    inputs: [id, secret],
    meaning,
    use: (idValue = '', secretValue = '') => ({
      kind: 'login',
      inputs: `${id} and ${secret}`,
      logIn: place => logIn(place, idValue, secretValue),
      ...(renew && { renew }),
      attach: token => ({ authorization: `Bearer ${token}` }),
    }),
  }
}

/** OAuth 2.0 client credentials (RFC 6749, 4.4), with the client in the body. */
export function oauth2({
  path,
  audience,
  meaning,
}: {
  /** The path of the token endpoint. */
  readonly path: string
  /** The path of the API for which the token is, if the login asks for one. */
  readonly audience?: string
  readonly meaning: string
}): Auth {
  return login({
    meaning,
    id: 'client-id',
    secret: 'client-secret',
    *logIn({ apiUrl }, id, secret) {
      const body = new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: id,
        client_secret: secret,
        ...(audience !== undefined && { audience: `${apiUrl}${audience}` }),
      })
      const response = yield {
        method: 'POST',
        url: `${apiUrl}${path}`,
        headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
        body: body.toString(),
        credential: 'none',
      }
      const seconds = numberAt('.expires_in', response)
      return {
        accessToken: requiredTextAt('.access_token', response),
        expiresInMs: seconds && seconds * 1000,
      }
    },
  })
}
