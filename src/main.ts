import { runProgram } from "./cli/index.ts";
import { hostFiles, hostProcess } from "./platform/index.ts";

const process = hostProcess();
process.setExitStatus(await runProgram({ process, files: hostFiles() }));
