export type { DiskRoom, HostDiagnosis, TrialRun } from "./diagnosis.ts";
export { hostDiagnosis } from "./diagnosis.ts";
export type { MountedSystem } from "./mounts.ts";
export { mountOf } from "./mounts.ts";
export type { NamedProcess } from "./port-holder.ts";
export { listeningInodes } from "./port-holder.ts";
export { mayBindLow, openFilesIn } from "./process-rights.ts";
