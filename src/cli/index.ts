export type { ProgramHost } from "./run-program.ts";
export { runProgram } from "./run-program.ts";
