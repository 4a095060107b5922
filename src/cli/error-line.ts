import { CommanderError } from "commander";
import { InputError } from "../model/index.js";
import { flagOf } from "./options/index.js";
import { styled } from "./terminal/index.js";

/** What an error says to a user, on one line: `learngene: what is wrong. What to do.` */
export function errorLine(error: unknown): string {
  return `${styled("red", "learngene:", process.stderr)} ${textOf(error).replaceAll(/\s*\n\s*/g, " ")}`;
}

function textOf(error: unknown): string {
  if (error instanceof CommanderError) {
    return error.message.replace(/^error: /, "");
  }
  if (error instanceof InputError) {
    return [sentence(error.message), hint(error)].filter((part) => part !== "").join(" ");
  }
  return error instanceof Error ? error.message : String(error);
}

/** What to do; where nobody has said it, at least what to look at. */
function hint({ code, message, field, fix }: InputError): string {
  if (fix !== undefined) {
    return sentence(fix);
  }
  if (field === undefined || message.includes(field)) {
    return "";
  }
  return `Check ${code === "invalid-recipe" ? flagOf(field) : field}.`;
}

const sentence = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`);
