/** The commands, in the groups and the order that help lists them. To add one, add a file and its line here. */
import type { Command } from "commander";
import { ancestorCommand } from "./ancestor.js";
import { backupCommand } from "./backup.js";
import { calibrateCommand } from "./calibrate.js";
import { completionCommand } from "./completion.js";
import { datasetsCommand } from "./datasets.js";
import { dbCommand } from "./db.js";
import { doctorCommand } from "./doctor.js";
import { evaluateCommand } from "./evaluate.js";
import { finetuneCommand } from "./finetune.js";
import { gcCommand } from "./gc.js";
import { importCommand } from "./import.js";
import { initCommand } from "./init.js";
import { jobsCommand } from "./jobs.js";
import { learnCommand } from "./learn.js";
import { loginCommand, logoutCommand } from "./login.js";
import { lsCommand } from "./ls.js";
import { planCommand } from "./plan.js";
import { publishCommand } from "./publish.js";
import { pullCommand } from "./pull.js";
import { restoreCommand } from "./restore.js";
import { serveCommand } from "./serve.js";
import { showCommand } from "./show.js";
import { tagCommand } from "./tag.js";
import { tokensCommand } from "./tokens.js";
import { workerCommand } from "./worker.js";
import { yankCommand } from "./yank.js";

/** Makes a command whose work `signal` aborts. */
export type CommandMaker = (signal: AbortSignal) => Command;

export const commandGroups: Readonly<Record<string, readonly CommandMaker[]>> = {
  "Find and download": [lsCommand, showCommand, planCommand, initCommand, pullCommand],
  "Train and measure": [ancestorCommand, importCommand, learnCommand, finetuneCommand, evaluateCommand],
  Publish: [publishCommand, tagCommand, yankCommand],
  "On a server": [loginCommand, logoutCommand, jobsCommand, datasetsCommand, calibrateCommand],
  "Run a server": [
    serveCommand,
    workerCommand,
    tokensCommand,
    gcCommand,
    dbCommand,
    backupCommand,
    restoreCommand,
  ],
  "This machine": [doctorCommand, completionCommand],
};
