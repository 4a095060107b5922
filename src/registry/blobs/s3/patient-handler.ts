import { NodeHttpHandler } from "@smithy/node-http-handler";

type Handle = NodeHttpHandler["handle"];

/**
 * Sends requests, and fails those whose server keeps silent for `timeout` milliseconds, in the middle of a body too.
 * Where the server has to copy a whole object before it answers, it may be silent until the request's own signal ends
 * it: see `copyDeadline`.
 */
export class PatientHandler {
  readonly metadata = { handlerProtocol: "http/1.1" };
  readonly #usual: NodeHttpHandler;
  readonly #patient: NodeHttpHandler;

  constructor(timeout: number) {
    this.#usual = new NodeHttpHandler({ connectionTimeout: timeout, socketTimeout: timeout });
    this.#patient = new NodeHttpHandler({ connectionTimeout: timeout });
  }

  handle(...[request, options]: Parameters<Handle>): ReturnType<Handle> {
    // CopyObject, UploadPartCopy, CompleteMultipartUpload.
    const copies =
      "x-amz-copy-source" in request.headers || (request.method === "POST" && "uploadId" in request.query);
    return (copies ? this.#patient : this.#usual).handle(request, options);
  }

  destroy(): void {
    this.#usual.destroy();
    this.#patient.destroy();
  }
}
