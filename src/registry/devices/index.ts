/** Machines on which networks were timed, and what was timed. */
export { calibrationDtypes, MAX_CALIBRATIONS_AT_ONCE, type Calibration } from "./calibration.js";
export { Devices, MAX_CALIBRATIONS } from "./devices.js";
