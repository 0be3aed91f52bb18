import type { LookupAddress } from 'node:dns'
import { lookup as systemLookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { BlockList, isIP } from 'node:net'
import { ExportError } from '../failures/export-error.ts'
import { isLoopback } from '../inputs/api-url.ts'

/** Address ranges that are not of the public internet; IPv4 rules also catch the mapped form `::ffff:a.b.c.d`. */
const PRIVATE = new BlockList()
const IPV4_RANGES = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '168.63.129.16/32',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '224.0.0.0/3',
]
/** Unspecified and IPv4-compatible, local NAT64, Teredo, 6to4, unique local, link-local, site-local, multicast. */
const IPV6_RANGES = [
  '::/96',
  '64:ff9b:1::/48',
  '2001::/32',
  '2002::/16',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
]
/** Where NAT64 puts the IPv4 internet: an address in it is as private as the one that it stands for. */
const NAT64 = '64:ff9b::'
for (const range of IPV4_RANGES) {
  const [network = '', prefix] = range.split('/')
  PRIVATE.addSubnet(network, Number(prefix), 'ipv4')
  PRIVATE.addSubnet(`${NAT64}${network}`, 96 + Number(prefix), 'ipv6')
}
for (const range of IPV6_RANGES) {
  const [network = '', prefix] = range.split('/')
  PRIVATE.addSubnet(network, Number(prefix), 'ipv6')
}

/** Names that mean this machine or the metadata service of a cloud. */
const PRIVATE_NAME = /^(.*\.)?(localhost|internal)\.?$/i

/** Whether an IP address is not of the public internet. */
export function isPrivateAddress(address: string): boolean {
  const family = isIP(address)
  return family !== 0 && PRIVATE.check(address, family === 4 ? 'ipv4' : 'ipv6')
}

/** Whether a host name says by itself that it is private. */
export function isPrivateHost(hostname: string): boolean {
  return PRIVATE_NAME.test(hostname) || isPrivateAddress(hostname.replace(/^\[|\]$/g, ''))
}

/** Keeps links of a public API away from private addresses; from a private API they may lead there. */
export interface AddressGuard {
  /** Refuses an address by its scheme and its literal host; throws an `ExportError`. */
  check(url: URL): void
  /** Looks a name up for the very connection that is made, so that a second answer of the name server cannot slip in. */
  readonly lookup: LookupFunction
}

function refusal(hostname: string, why: string): ExportError {
  return new ExportError(
    'protocol',
    `A link of the provider leads to ${hostname}, ${why}; it was not followed.`,
    {
      hint: 'Links of a public API lead to public addresses, and always by https. Report this to the provider.',
    },
  )
}

/** A guard for one API, whose own address says what its links may do. */
export function createAddressGuard(apiUrl: URL, resolve: typeof systemLookup = systemLookup): AddressGuard {
  // What the first connection finds holds: a name server that changes its mind opens no private network later.
  let apiIsPrivate: boolean | undefined = isPrivateHost(apiUrl.hostname) || undefined
  const isAllowed = (hostname: string, addresses: readonly LookupAddress[]): boolean => {
    const isPrivate = addresses.some(({ address }) => isPrivateAddress(address))
    if (hostname !== apiUrl.hostname) return apiIsPrivate === true || !isPrivate
    apiIsPrivate ??= isPrivate
    return true
  }
  return {
    check({ protocol, hostname }) {
      if (protocol === 'http:' && !isLoopback(hostname)) throw refusal(hostname, 'without https')
      if (apiIsPrivate !== true && isPrivateHost(hostname))
        throw refusal(hostname, 'which is a private address')
    },
    lookup(hostname, options, callback) {
      resolve(hostname, { ...options, all: true }, (error, addresses) => {
        if (error) return callback(error, [])
        if (!isAllowed(hostname, addresses))
          return callback(refusal(hostname, 'which is at a private address'), [])
        const [first] = addresses
        if (options.all || !first) callback(null, addresses)
        else callback(null, first.address, first.family)
      })
    },
  }
}
