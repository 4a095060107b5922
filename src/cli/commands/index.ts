/** The commands, in the order that help lists them. To add one, add a file and its line here. */
import type { Command } from "commander";
import { ancestorCommand } from "./ancestor.js";
import { backupCommand } from "./backup.js";
import { calibrateCommand } from "./calibrate.js";
import { datasetsCommand } from "./datasets.js";
import { dbCommand } from "./db.js";
import { doctorCommand } from "./doctor.js";
import { evaluateCommand } from "./evaluate.js";
import { finetuneCommand } from "./finetune.js";
import { gcCommand } from "./gc.js";
import { importCommand } from "./import.js";
import { jobsCommand } from "./jobs.js";
import { learnCommand } from "./learn.js";
import { restoreCommand } from "./restore.js";
import { serveCommand } from "./serve.js";
import { tokensCommand } from "./tokens.js";
import { workerCommand } from "./worker.js";

/** Makes a command whose work `signal` aborts. */
export type CommandMaker = (signal: AbortSignal) => Command;

export const commands: readonly CommandMaker[] = [
  ancestorCommand,
  importCommand,
  learnCommand,
  finetuneCommand,
  evaluateCommand,
  datasetsCommand,
  serveCommand,
  workerCommand,
  jobsCommand,
  gcCommand,
  calibrateCommand,
  dbCommand,
  backupCommand,
  restoreCommand,
  tokensCommand,
  doctorCommand,
];
