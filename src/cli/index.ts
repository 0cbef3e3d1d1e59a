export type { ProgramHost } from "./run-program.ts";
export { runProgram, startProgram } from "./run-program.ts";
