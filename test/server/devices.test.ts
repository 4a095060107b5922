import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tinyCalibration } from "../support/calibrations.js";
import { openTestRegistry, testApp, type TestRegistry } from "./support/api.js";
import { matchesContract } from "./support/contract.js";

let test: TestRegistry;
let api: ReturnType<typeof request>;
const calibrate = (device: string, body: object) => api.post(`/v1/devices/${device}/calibrations`).send(body);

beforeAll(async () => {
  test = await openTestRegistry();
  api = request(testApp(test.registry));
});
afterAll(() => test.remove());

describe("devices over HTTP", () => {
  it("are calibrated, read, listed and deleted", async () => {
    const calibrations = [tinyCalibration(), tinyCalibration({ batch: 4 })];
    const made = await calibrate("laptop", { calibrations }).expect(200).expect(matchesContract);
    const read = await api.get("/v1/devices/laptop").expect(200).expect(matchesContract);
    expect(read.body).toEqual(made.body);
    const fit = { interceptMs: expect.closeTo(0.5) as number, perLayerMs: expect.closeTo(2) as number };
    expect(read.body).toMatchObject({
      name: "laptop",
      calibrationCount: 2,
      calibrations: calibrations.map((calibration) => ({ ...calibration, fit })),
    });
    const list = await api.get("/v1/devices").expect(200).expect(matchesContract);
    expect(list.body).toMatchObject({ items: [{ name: "laptop", calibrationCount: 2 }] });
    await api.delete("/v1/devices/laptop").expect(204).expect(matchesContract);
    const gone = await api.get("/v1/devices/laptop").expect(404).expect(matchesContract);
    expect(gone.body).toMatchObject({
      type: "urn:learngene:problem:device-not-found",
      field: "device",
      fix: expect.stringContaining("learngene calibrate") as string,
    });
  });

  it.each([
    ["no calibrations", { calibrations: [] }],
    [
      "a depth that no network has",
      { calibrations: [tinyCalibration({ latencies: [{ depth: 0, ms: 1 }] })] },
    ],
    ["something else", { calibrations: [{ ...tinyCalibration(), secret: 1 }] }],
    [
      "an architecture that is none",
      { calibrations: [{ ...tinyCalibration(), architecture: { family: "vit", config: {} } }] },
    ],
  ])("refuse %s", async (_what, body) => {
    await calibrate("other", body).expect(400).expect(matchesContract);
    await api.get("/v1/devices/other").expect(404);
  });
});
