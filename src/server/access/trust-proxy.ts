import express from "express";
import { InputError } from "../../model/index.js";

/** Throws `invalid-config` unless all are addresses, subnets, or names of subnets that Express knows. */
export function checkTrustProxy(addresses: readonly string[]): void {
  for (const address of addresses) {
    try {
      express().set("trust proxy", [address]);
    } catch (cause) {
      throw new InputError("invalid-config", `${JSON.stringify(address)} is no address and no subnet`, {
        field: "--trust-proxy",
        value: address.slice(0, 100),
        fix: "Write addresses or subnets such as 10.0.0.0/8, or loopback, linklocal, uniquelocal.",
        cause,
      });
    }
  }
}
