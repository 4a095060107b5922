import { Router, type RequestHandler } from "express";
import { latencyLine } from "../../expander/index.js";
import type { Device, DeviceSummary, Registry } from "../../registry/index.js";
import { actorOf } from "../access/index.js";
import type { BodyOf, PathOf, QueryOf, Schema } from "../api-types.js";

/** Machines on which networks were timed. */
export function deviceRoutes(registry: Registry): Router {
  const router = Router();
  router.get("/v1/devices", listDevices(registry));
  router.get("/v1/devices/:device", getDevice(registry));
  router.delete("/v1/devices/:device", deleteDevice(registry));
  router.post("/v1/devices/:device/calibrations", calibrateDevice(registry));
  return router;
}

function listDevices(
  registry: Registry,
): RequestHandler<unknown, Schema<"DevicePage">, unknown, QueryOf<"listDevices">> {
  return async (req, res) => {
    const { items, nextCursor } = await registry.devices.list(req.query);
    res.json({ items: items.map(presentSummary), nextCursor });
  };
}

function getDevice(registry: Registry): RequestHandler<PathOf<"getDevice">, Schema<"Device">> {
  return async (req, res) => {
    res.json(presentDevice(await registry.devices.get(req.params.device)));
  };
}

function deleteDevice(registry: Registry): RequestHandler<PathOf<"deleteDevice">> {
  return async (req, res) => {
    await registry.devices.delete(req.params.device, actorOf(req));
    res.status(204).end();
  };
}

function calibrateDevice(
  registry: Registry,
): RequestHandler<PathOf<"calibrateDevice">, Schema<"Device">, BodyOf<"calibrateDevice">> {
  return async (req, res) => {
    const { calibrations } = req.body;
    res.json(presentDevice(await registry.devices.calibrate(req.params.device, calibrations, actorOf(req))));
  };
}

function presentSummary({
  name,
  createdAt,
  updatedAt,
  calibrationCount,
}: DeviceSummary): Schema<"DeviceSummary"> {
  return { name, createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString(), calibrationCount };
}

function presentDevice(device: Device): Schema<"Device"> {
  return {
    ...presentSummary(device),
    calibrations: device.calibrations.map((calibration) => {
      const { intercept, slope } = latencyLine(calibration);
      return {
        ...calibration,
        latencies: [...calibration.latencies],
        calibratedAt: calibration.calibratedAt.toISOString(),
        fit: { interceptMs: intercept, perLayerMs: slope },
      };
    }),
  };
}
