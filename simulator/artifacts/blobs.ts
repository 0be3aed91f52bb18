import { createHash } from 'node:crypto'
import { BlobSASPermissions, BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob'
import type { Azurite } from '../azurite.ts'

/** The blobs of one workflow run. */
export interface ArtifactBlobs {
  /** Link to write (`cw`) or read (`r`) one blob, valid for an hour. */
  signedUrl(blob: string, permissions: 'cw' | 'r'): Promise<string>
  read(blob: string): Promise<Buffer>
}

/** Creates a container; its signed links point to `origin`. */
export async function createArtifactBlobs(azurite: Azurite, origin: string): Promise<ArtifactBlobs> {
  const credential = new StorageSharedKeyCredential(azurite.account, azurite.key)
  const service = new BlobServiceClient(`${azurite.url}/${azurite.account}`, credential)
  const container = service.getContainerClient(`run-${crypto.randomUUID()}`)
  await container.create()
  return {
    signedUrl: async (blob, permissions) => {
      const expiresOn = new Date(Date.now() + 3_600_000)
      const options = { permissions: BlobSASPermissions.parse(permissions), expiresOn }
      const url = await container.getBlockBlobClient(blob).generateSasUrl(options)
      return url.replace(azurite.url, origin)
    },
    read: blob => container.getBlockBlobClient(blob).downloadToBuffer(),
  }
}

/** Hexadecimal SHA-256. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
