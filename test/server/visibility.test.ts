import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { theProgram } from "../../src/registry/index.js";
import { bytesSource } from "../support/sources.js";
import { learngeneFile, testApp } from "./support/api.js";
import { matchesContract } from "./support/contract.js";
import { openTokenRegistry, type TokenRegistry } from "./support/tokens.js";

let test: TokenRegistry;
let api: ReturnType<typeof request>;
beforeAll(async () => {
  test = await openTokenRegistry();
  api = request(testApp(test.registry));
  for (const name of ["tiny", "secret"]) {
    const file = learngeneFile({ description: name });
    const body = bytesSource(file).stream(0, file.byteLength);
    await test.registry.publish({ owner: "acme", name, body }, theProgram);
  }
  await test.registry.changeDetails("acme", "secret", { visibility: "private" }, theProgram);
});
afterAll(() => test.remove());

describe("publishing with a visibility", () => {
  const send = async (name: string, visibility: string, description = name) => {
    const publisher = await test.grant({ owner: "acme", scope: "publish" });
    return api
      .post(`/v1/learngenes/acme/${name}/versions?visibility=${visibility}`)
      .set({ "Content-Type": "application/octet-stream", Authorization: `Bearer ${publisher}` })
      .send(learngeneFile({ description }))
      .expect(matchesContract);
  };

  it("makes a name private from the first", async () => {
    expect((await send("hidden", "private")).status).toBe(201);
    await api.get("/v1/learngenes/acme/hidden").expect(404);
    const reader = await test.grant({ owner: "acme", scope: "read" });
    const shown = await api
      .get("/v1/learngenes/acme/hidden")
      .set("Authorization", `Bearer ${reader}`)
      .expect(200);
    expect(shown.body).toMatchObject({ visibility: "private" });
    expect((await send("hidden", "private", "the second")).status).toBe(201);
  });

  it("is refused where the name is otherwise, and adds nothing", async () => {
    for (const [name, visibility] of [
      ["tiny", "private"],
      ["secret", "public"],
    ] as const) {
      // Bytes that are a version already among them.
      for (const description of [name, `another ${name}`]) {
        const refused = await send(name, visibility, description);
        expect(refused.status).toBe(412);
        expect(refused.body).toMatchObject({
          type: "urn:learngene:problem:precondition-failed",
          field: "visibility",
          value: visibility,
        });
      }
      expect((await test.registry.get("acme", name)).versions).toHaveLength(1);
    }
    expect((await send("tiny", "secret")).status).toBe(400);
  });
});
