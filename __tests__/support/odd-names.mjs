// Preloaded with `node --import`: ODD_NAMES gives each host name its answers in turn, the last one for ever, an answer
// being addresses or the code of a failure. A connection to a public address then comes to this machine.
import { createRequire, syncBuiltinESMExports } from 'node:module'

const require = createRequire(import.meta.url)
const dns = require('node:dns')
const { Socket } = require('node:net')

const turns = JSON.parse(process.env.ODD_NAMES ?? '{}')
const HOME = { address: '127.0.0.1', family: 4 }

const real = dns.lookup
dns.lookup = (hostname, options, callback) => {
  if (!turns[hostname]) return real(hostname, options, callback)
  const [turn, ...later] = turns[hostname]
  if (later.length > 0) turns[hostname] = later
  if (!Array.isArray(turn)) return callback(Object.assign(new Error(`getaddrinfo ${turn}`), { code: turn }))
  const addresses = turn.map(address => ({ address, family: address.includes(':') ? 6 : 4 }))
  callback(null, addresses)
}

const isHome = ({ address }) => address.startsWith('127.') || address === '::1'

/** Only after whoever judges an address has seen the public one. */
function leadHome(lookup) {
  return (hostname, options, callback) =>
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error)
      const addresses = found.map(one => (isHome(one) ? one : HOME))
      if (options.all) callback(null, addresses)
      else callback(null, addresses[0].address, addresses[0].family)
    })
}

const { connect } = Socket.prototype
Socket.prototype.connect = function (...given) {
  const [options] = Array.isArray(given[0]) ? given[0] : given
  if (options?.lookup) options.lookup = leadHome(options.lookup)
  return connect.apply(this, given)
}

syncBuiltinESMExports()
