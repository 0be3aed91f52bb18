/** Reversed polynomial of CRC-32C (Castagnoli), RFC 3720 section 12.1. */
const POLYNOMIAL = 0x82f63b78
/** Bytes folded in one step: eight tables (8 KiB) are four times as fast as one. */
const SLICE = 8

function remainder(byte: number): number {
  let value = byte
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1
  return value
}

/** Table k, at offset 256 k, holds what a byte is worth that k more bytes follow. */
function slicingTables(): Int32Array {
  const tables = new Int32Array(256 * SLICE)
  for (let i = 0; i < tables.length; i += 1) {
    const previous = tables[i - 256] ?? 0
    tables[i] = i < 256 ? remainder(i) : (previous >>> 8) ^ (tables[previous & 255] ?? 0)
  }
  return tables
}

const TABLES = slicingTables()

function worth(byte: number, following: number): number {
  return TABLES[256 * following + (byte & 255)] as number
}

/** CRC-32C of `bytes` after bytes whose checksum is `previous` (0 at the start); 0 to 2^32-1, as `crc32` of node:zlib. */
export function crc32c(bytes: Uint8Array, previous = 0): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let crc = ~previous
  let i = 0
  for (; i + SLICE <= view.byteLength; i += SLICE) {
    const low = crc ^ view.getInt32(i, true)
    const high = view.getInt32(i + 4, true)
    crc =
      worth(low, 7) ^
      worth(low >>> 8, 6) ^
      worth(low >>> 16, 5) ^
      worth(low >>> 24, 4) ^
      worth(high, 3) ^
      worth(high >>> 8, 2) ^
      worth(high >>> 16, 1) ^
      worth(high >>> 24, 0)
  }
  for (; i < view.byteLength; i += 1) crc = worth(crc ^ view.getUint8(i), 0) ^ (crc >>> 8)
  return ~crc >>> 0
}
