import type { LookupAddress } from 'node:dns'
import { lookup as systemLookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { BlockList, isIP } from 'node:net'
import { ExportError } from '../failures/export-error.ts'
import { isLoopback } from '../providers/urls.ts'

/** Addresses outside the public internet. IPv4 rules also match the mapped form `::ffff:a.b.c.d`. */
const PRIVATE = new BlockList()
const IPV4_RANGES = `
  0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 168.63.129.16/32 169.254.0.0/16
  172.16.0.0/12 192.0.0.0/24 192.168.0.0/16 198.18.0.0/15 224.0.0.0/3
`
/** Unspecified and IPv4-compatible, IPv4-translated, local NAT64, Teredo, 6to4, unique local, link-local, site-local, multicast. */
const IPV6_RANGES =
  '::/96 ::ffff:0:0:0/96 64:ff9b:1::/48 2001::/32 2002::/16 fc00::/7 fe80::/10 fec0::/10 ff00::/8'
/** The NAT64 prefix: an address with it is as private as the IPv4 address that it contains. */
const NAT64 = '64:ff9b::'
for (const [network = '', prefix] of rangesIn(IPV4_RANGES)) {
  PRIVATE.addSubnet(network, Number(prefix), 'ipv4')
  PRIVATE.addSubnet(`${NAT64}${network}`, 96 + Number(prefix), 'ipv6')
}
for (const [network = '', prefix] of rangesIn(IPV6_RANGES)) PRIVATE.addSubnet(network, Number(prefix), 'ipv6')

function rangesIn(text: string): readonly (readonly string[])[] {
  return text
    .trim()
    .split(/\s+/)
    .map(range => range.split('/'))
}

/** Names of this machine and of cloud metadata services. The HTTP client takes every name with `127.` for this machine. */
const PRIVATE_NAME =
  /^(127\..*|ip6-(localhost|loopback)|(.*\.)?(localhost[46]?|localdomain[46]?|internal))\.?$/i

/** Whether an IP address is outside the public internet. */
export function isPrivateAddress(address: string): boolean {
  const family = isIP(address)
  return family !== 0 && PRIVATE.check(address, family === 4 ? 'ipv4' : 'ipv6')
}

/** Whether a host is private by its name or literal address, without a lookup. */
export function isPrivateHost(hostname: string): boolean {
  return PRIVATE_NAME.test(hostname) || isPrivateAddress(hostname.replace(/^\[|\]$/g, ''))
}

/** Blocks links from a public API to private addresses. A private API may link to private addresses. */
export interface AddressGuard {
  /** Throws an `ExportError` if the scheme or the literal host of an address is not allowed. */
  check(url: URL): void
  /** Resolves and checks the address of the actual connection, so that DNS rebinding cannot bypass the check. */
  readonly lookup: LookupFunction
}

function refusal(hostname: string, why: string): ExportError {
  return new ExportError(
    'protocol',
    `The provider sent a link to ${hostname}, ${why}. The link was not followed.`,
    {
      hint: 'Links from a public API must use https and lead to public addresses. Report this to the provider.',
    },
  )
}

/**
 * A guard for one API. Its address decides which addresses its links may use. `origins` are further origins that the step names
 * itself, for a login: they may have any address.
 */
export function createAddressGuard(
  apiUrl: URL,
  origins: readonly string[] = [],
  resolve: typeof systemLookup = systemLookup,
): AddressGuard {
  const named = origins.map(origin => new URL(origin).hostname)
  // The first connection decides: a name server cannot turn a public API into a private one later.
  let apiIsPrivate: boolean | undefined = isPrivateHost(apiUrl.hostname) || undefined
  const isAllowed = (hostname: string, addresses: readonly LookupAddress[]): boolean => {
    const isPrivate = addresses.some(({ address }) => isPrivateAddress(address))
    if (hostname !== apiUrl.hostname) return named.includes(hostname) || apiIsPrivate === true || !isPrivate
    apiIsPrivate ??= isPrivate
    return true
  }
  return {
    check({ protocol, hostname }) {
      if (protocol === 'http:' && !isLoopback(hostname)) throw refusal(hostname, 'which does not use https')
      if (apiIsPrivate !== true && !named.includes(hostname) && isPrivateHost(hostname))
        throw refusal(hostname, 'which is a private address')
    },
    lookup(hostname, options, callback) {
      resolve(hostname, { ...options, all: true }, (error, addresses) => {
        if (error) return callback(error, [])
        if (!isAllowed(hostname, addresses))
          return callback(refusal(hostname, 'which resolves to a private address'), [])
        const [first] = addresses
        if (options.all || !first) callback(null, addresses)
        else callback(null, first.address, first.family)
      })
    },
  }
}
