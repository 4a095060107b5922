import { InputError } from "../../model/index.js";
import type { Actor } from "../access/actor.js";
import { insertAudit } from "../access/audit.js";
import type { BlobStore, StagedBlob } from "../blobs/store.js";
import { shareBlob } from "../catalog/index.js";
import type { Database } from "../database.js";
import { checkDigest, checkDigestSyntax } from "../expected-digest.js";
import { checkOwner } from "../names.js";
import { modelFormat, type Model, type ModelFormat, type ModelName } from "./model.js";
import { removeModel, selectModel, touchModel, upsertModel } from "./rows.js";

/** Where models are kept. */
export interface ModelsTarget {
  readonly database: Database;
  readonly blobs: BlobStore;
  readonly maxUploadBytes: number;
}

/**
 * Files that an owner's jobs learn from or are taught by. One that was neither put nor named by a job for as long as jobs
 * are kept goes with the next collection of garbage; jobs that named it have it all the same. Methods throw `invalid-name`,
 * `invalid-request` for what is no digest, and `model-not-found`.
 */
export class Models {
  constructor(private readonly target: ModelsTarget) {}

  /**
   * Puts the file of that digest; `created` is false if the owner had it. Throws `body-too-large`, `digest-mismatch`, and for
   * what is no model what {@link modelFormat} does, with nothing changed.
   */
  async put(
    name: ModelName,
    body: AsyncIterable<Uint8Array>,
    actor: Actor,
  ): Promise<{ readonly model: Model; readonly created: boolean }> {
    checkName(name);
    const { database, blobs, maxUploadBytes } = this.target;
    const staged = await blobs.stage(body, maxUploadBytes);
    try {
      checkDigest(staged.digest, name.digest);
      const before = await selectModel(database, name);
      const format = before?.format ?? (await formatOf(staged));
      await this.#keep({ ...name, size: staged.size, format }, staged, before === undefined, actor);
      return { model: await this.get(name), created: before === undefined };
    } finally {
      await staged.abort();
    }
  }

  async get(name: ModelName): Promise<Model> {
    checkName(name);
    return found(name, await selectModel(this.target.database, name));
  }

  /** As {@link get}, for a job that names it: it is kept from now on as if it had been put now. */
  async use(name: ModelName): Promise<Model> {
    checkName(name);
    return found(name, await touchModel(this.target.database, name));
  }

  async delete(name: ModelName, actor: Actor): Promise<void> {
    checkName(name);
    await this.target.database.transaction(async (tx) => {
      if (!(await removeModel(tx, name))) {
        throw notFound(name);
      }
      await insertAudit(tx, actor, {
        action: "model.delete",
        owner: name.owner,
        detail: { digest: name.digest },
      });
    });
  }

  #keep(
    model: Pick<Model, "owner" | "digest" | "size" | "format">,
    staged: StagedBlob,
    isNew: boolean,
    actor: Actor,
  ): Promise<void> {
    const { owner, digest, size, format } = model;
    return this.target.database.transaction(async (tx) => {
      // Held until the row is there, so that no collector of garbage takes the blob in between: see collectGarbage.
      await shareBlob(tx, digest);
      await staged.commit();
      await upsertModel(tx, model);
      if (isNew) {
        await insertAudit(tx, actor, { action: "model.put", owner, detail: { digest, size, format } });
      }
    });
  }
}

function checkName({ owner, digest }: ModelName): void {
  checkOwner(owner);
  checkDigestSyntax(digest);
}

async function formatOf(staged: StagedBlob): Promise<ModelFormat> {
  const file = await staged.open();
  try {
    return await modelFormat(file);
  } finally {
    await file.close();
  }
}

function found(name: ModelName, model: Model | undefined): Model {
  if (model === undefined) {
    throw notFound(name);
  }
  return model;
}

function notFound({ owner, digest }: ModelName): InputError {
  return new InputError("model-not-found", `${owner} has no model ${digest}`, {
    field: "digest",
    value: digest,
    fix: `Put its file first: PUT /v1/models/${owner}/${digest}; what no job has used for 30 days is deleted.`,
  });
}
