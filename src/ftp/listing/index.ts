export type { FactName, ListedFile } from "./facts.ts";
export { chooseFacts, DEFAULT_FACTS, FACT_NAMES, factsLine } from "./facts.ts";
export type { LineFormat, Listing } from "./lines.ts";
export {
	factsFormat,
	folderLines,
	folderRoleLines,
	longFormat,
	nameFormat,
} from "./lines.ts";
export type { ListArgument } from "./list-argument.ts";
export { listArgument } from "./list-argument.ts";
export { dateText, listLine, modeText } from "./list-line.ts";
export { isPattern, matches } from "./pattern.ts";
export { requestedLines } from "./requested.ts";
