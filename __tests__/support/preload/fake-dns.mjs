// Preloaded with `node --import`: FAKE_DNS lists the results of each host name in turn; the last one is repeated. A result
// is a list of addresses or an error code. Connections to public addresses are redirected to this machine.
import { createRequire, syncBuiltinESMExports } from 'node:module'

const require = createRequire(import.meta.url)
const dns = require('node:dns')
const { Socket } = require('node:net')

const results = JSON.parse(process.env.FAKE_DNS ?? '{}')
const LOOPBACK = { address: '127.0.0.1', family: 4 }

const real = dns.lookup
dns.lookup = (hostname, options, callback) => {
  if (!results[hostname]) return real(hostname, options, callback)
  const [result, ...later] = results[hostname]
  if (later.length > 0) results[hostname] = later
  if (!Array.isArray(result))
    return callback(Object.assign(new Error(`getaddrinfo ${result}`), { code: result }))
  const addresses = result.map(address => ({ address, family: address.includes(':') ? 6 : 4 }))
  callback(null, addresses)
}

const isLoopback = ({ address }) => address.startsWith('127.') || address === '::1'

/** Redirects only after the client has checked the public address. */
function redirectToLoopback(lookup) {
  return (hostname, options, callback) =>
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error)
      const addresses = found.map(one => (isLoopback(one) ? one : LOOPBACK))
      if (options.all) callback(null, addresses)
      else callback(null, addresses[0].address, addresses[0].family)
    })
}

const { connect } = Socket.prototype
Socket.prototype.connect = function (...parameters) {
  const [options] = Array.isArray(parameters[0]) ? parameters[0] : parameters
  if (options?.lookup) options.lookup = redirectToLoopback(options.lookup)
  return connect.apply(this, parameters)
}

syncBuiltinESMExports()
