/** The store of blobs in a bucket of S3. Everything that needs the AWS SDK lies in this folder. */
export { openBucket, type Bucket } from "./bucket.js";
export { checkBucket } from "./check-bucket.js";
export { S3BlobStore } from "./s3-store.js";
