/** What the catalog remembers for Hub clients: what commits stand for, digests of expanded files, the key of addresses. */
export { HubRecords, type HubCommit } from "./hub-records.js";
