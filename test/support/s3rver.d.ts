/** What the tests use of the S3 server, which comes without types. */
declare module "@20minutes/s3rver" {
  import type { Readable } from "node:stream";

  interface StoredObject {
    content?: Readable;
    range?: { start: number; end: number };
  }

  interface Store {
    getObject(
      bucket: string,
      key: string,
      range: { start?: number; end?: number },
    ): Promise<StoredObject | null>;
    copyObject(...parameters: unknown[]): Promise<unknown>;
    deleteObject(bucket: string, key: string): Promise<unknown>;
  }

  export default class S3rver {
    constructor(options: {
      address: string;
      port: number;
      silent: boolean;
      directory: string;
      allowMismatchedSignatures: boolean;
    });
    readonly store: Store;
    run(): Promise<{ readonly port: number }>;
    close(): Promise<void>;
  }
}
