/** The S3 server of an npm package as a process: its port and its directory come by the environment. */
import { runS3rver } from "../support/npm-s3-server.js";

const { S3RVER_PORT = "0", S3RVER_DIRECTORY = "" } = process.env;
await runS3rver(S3RVER_DIRECTORY, Number(S3RVER_PORT));
