/** Uploads that can be resumed: sessions in the database, parts in the blob store, published when they are whole. */
export { expireUploads } from "./expire.js";
export { MAX_OPEN_UPLOADS, MAX_PARTS, type Upload, type UploadName } from "./upload.js";
export { Uploads, type AnnouncedUpload, type UploadedBytes, type UploadState } from "./uploads.js";
