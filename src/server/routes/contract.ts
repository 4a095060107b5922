import { Router } from "express";
import type { Contract } from "../contract.js";

/** The contract, and a pointer to it for whoever opens the server's address. */
export function contractRoutes(contract: Contract): Router {
  const router = Router();
  router.get("/openapi.json", (_req, res) => {
    res.json(contract);
  });
  return router;
}
